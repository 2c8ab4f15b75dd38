#include "ui/prompt/StrengthField.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <algorithm>
#include <cmath>

namespace likeness::ui {

StrengthField::StrengthField(QWidget* parent)
    : QWidget(parent), m_slider(new QSlider(Qt::Horizontal, this)),
      m_number(new QDoubleSpinBox(this)), m_sentence(new QLabel(this))
{
    m_slider->setObjectName(QStringLiteral("strengthSlider"));
    m_slider->setRange(0, 200);
    m_slider->setPageStep(10);
    m_number->setObjectName(QStringLiteral("strength"));
    m_number->setRange(0, 5);
    m_number->setSingleStep(0.05);
    m_number->setDecimals(2);
    m_number->setButtonSymbols(QAbstractSpinBox::NoButtons); // the slider is beside it
    m_number->setAlignment(Qt::AlignRight);
    m_number->setFixedWidth(52);
    m_sentence->setProperty("quiet", true);
    m_sentence->setWordWrap(true);
    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(8);
    layout->setVerticalSpacing(0);
    layout->addWidget(m_slider, 0, 0);
    layout->addWidget(m_number, 0, 1);
    layout->addWidget(m_sentence, 1, 0, 1, 2);
    layout->setColumnStretch(0, 1);
    setFocusProxy(m_slider);
    connect(m_slider, &QSlider::valueChanged, this,
            [this](int hundredths) { Q_EMIT strengthChosen(hundredths / 100.0); });
    connect(m_number, &QDoubleSpinBox::valueChanged, this, &StrengthField::strengthChosen);
    retranslate();
}

void StrengthField::showStrength(double strength)
{
    const QSignalBlocker quietSlider(m_slider), quietNumber(m_number);
    m_slider->setValue(int(std::lround(std::min(strength, 2.0) * 100)));
    m_number->setValue(strength);
    describe(strength);
}

void StrengthField::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void StrengthField::retranslate()
{
    m_slider->setAccessibleName(tr("Identity strength"));
    m_number->setAccessibleName(tr("Identity strength, exact"));
    m_slider->setToolTip(tr("How strongly the person in the photo shapes the picture."));
    describe(m_number->value());
}

void StrengthField::describe(double strength)
{
    m_sentence->setText(strength == 0    ? tr("Off: the model paints as if there were no photo.")
                        : strength < 0.5 ? tr("A hint of the person; the style leads.")
                        : strength <= 1  ? tr("The person and the style in balance.")
                        : strength <= 2  ? tr("The person leads; the style may suffer.")
                                         : tr("Far beyond the usual: expect artefacts."));
}

} // namespace likeness::ui
