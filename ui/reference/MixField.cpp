#include "ui/reference/MixField.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>

#include <cmath>

namespace likeness::ui {

MixField::MixField(QWidget* parent)
    : QWidget(parent), m_label(new QLabel(this)), m_slider(new QSlider(Qt::Horizontal, this)),
      m_number(new QLabel(this))
{
    m_slider->setObjectName(QStringLiteral("mix"));
    m_slider->setRange(0, 100);
    m_slider->setPageStep(10);
    m_number->setObjectName(QStringLiteral("mixNumber"));
    m_number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_number->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("100 %")) + 4);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_label);
    layout->addWidget(m_slider, 1);
    layout->addWidget(m_number);
    setFocusProxy(m_slider);
    connect(m_slider, &QSlider::valueChanged, this, [this](int percent) {
        retranslate();
        Q_EMIT shareChosen(percent / 100.0);
    });
    retranslate();
}

void MixField::showShare(double share)
{
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(int(std::lround(share * 100)));
    retranslate();
}

void MixField::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void MixField::retranslate()
{
    m_label->setText(tr("Second person"));
    m_number->setText(tr("%1 %").arg(m_slider->value()));
    m_slider->setAccessibleName(tr("Share of the second person"));
    m_slider->setToolTip(tr("0 % is the first person alone, 100 % the second one alone."));
}

} // namespace likeness::ui
