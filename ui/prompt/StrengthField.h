// How strongly the identity acts: a slider over the usual range and a number over the whole one (0
// to 5).
#pragma once

#include <QWidget>

class QDoubleSpinBox;
class QLabel;
class QSlider;

namespace likeness::ui {

class StrengthField : public QWidget {
    Q_OBJECT

public:
    explicit StrengthField(QWidget* parent = nullptr);

    void showStrength(double strength);

Q_SIGNALS:
    void strengthChosen(double strength);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void describe(double strength);

    QSlider* m_slider; // hundredths, 0 to 2.00
    QDoubleSpinBox* m_number;
    QLabel* m_sentence;
};

} // namespace likeness::ui
