// One LoRA: its name, its strength, its place among the others; says so if its file is gone.
#pragma once

#include "core/generation/PortraitRequest.h"

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QToolButton;

namespace likeness::ui {

class ElidedLabel;

class LoraRow : public QWidget {
    Q_OBJECT

public:
    LoraRow(int index, QWidget* parent);

    void showLora(const generation::LoraChoice& lora, bool isLast);

Q_SIGNALS:
    void strengthChosen(double strength);
    void moved(int by); // -1: up, 1: down
    void removed();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    int m_index;
    QString m_file;
    ElidedLabel* m_name;
    QDoubleSpinBox* m_strength;
    QToolButton* m_up;
    QToolButton* m_down;
    QToolButton* m_remove;
    QLabel* m_problem;
};

} // namespace likeness::ui
