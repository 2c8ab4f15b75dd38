// How much of the second person is mixed in, 0 to 100 %.
#pragma once

#include <QWidget>

class QLabel;
class QSlider;

namespace likeness::ui {

class MixField : public QWidget {
    Q_OBJECT

public:
    explicit MixField(QWidget* parent = nullptr);

    void showShare(double share); // 0..1

Q_SIGNALS:
    void shareChosen(double share);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QLabel* m_label;
    QSlider* m_slider;
    QLabel* m_number;
};

} // namespace likeness::ui
