#include "ui/training/SampleSheet.h"

#include "ui/look/Theme.h"

#include <QPainter>

#include <cmath>

namespace likeness::ui {

SampleSheet::SampleSheet(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("sampleSheet"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void SampleSheet::setSamples(const QImage& samples)
{
    m_samples = samples;
    update();
}

void SampleSheet::setPlaceholder(const QString& sentence)
{
    m_placeholder = sentence;
    update();
}

void SampleSheet::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::canvasColour(palette()));
    if (m_samples.isNull()) {
        painter.setPen(theme::quietText(palette()));
        painter.drawText(rect().adjusted(24, 12, -24, -12), Qt::AlignCenter | Qt::TextWordWrap,
                         m_placeholder);
        return;
    }
    const qreal ratio = devicePixelRatioF();
    const QSize room = (QSizeF(size()) * ratio).toSize();
    const QSize pixels = m_samples.size().boundedTo(
        m_samples.size().scaled(room, Qt::KeepAspectRatio));
    QImage shown = m_samples.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    shown.setDevicePixelRatio(ratio);
    const QSizeF size = shown.deviceIndependentSize();
    painter.drawImage(QPointF(std::floor((width() - size.width()) / 2),
                              std::floor((height() - size.height()) / 2)),
                      shown);
}

} // namespace likeness::ui
