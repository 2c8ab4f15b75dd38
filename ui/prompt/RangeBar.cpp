#include "ui/prompt/RangeBar.h"

#include "ui/look/Theme.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace likeness::ui {

RangeBar::RangeBar(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::SizeHorCursor);
}

void RangeBar::showSpan(Span span)
{
    m_span = span;
    update();
}

double RangeBar::placeOf(double share) const
{
    return margin_px + share * (width() - 2 * margin_px);
}

void RangeBar::mousePressEvent(QMouseEvent* event)
{
    const double x = event->position().x();
    m_dragsEnd = std::abs(x - placeOf(m_span.end)) < std::abs(x - placeOf(m_span.start));
    drag(x);
}

void RangeBar::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        drag(event->position().x());
}

void RangeBar::drag(double x)
{
    const double share = std::round((x - margin_px) / (width() - 2 * margin_px) * 100) / 100;
    Span span = m_span;
    if (m_dragsEnd)
        span.end = std::clamp(share, std::min(span.start + shortest, 1.0), 1.0);
    else
        span.start = std::clamp(share, 0.0, std::max(span.end - shortest, 0.0));
    if (span != m_span)
        Q_EMIT spanChosen(span);
}

void RangeBar::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double middle = height() / 2.0;
    const auto line = [&](double from, double to, const QColor& colour, double thickness) {
        painter.setPen(QPen(colour, thickness, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(placeOf(from), middle), QPointF(placeOf(to), middle));
    };
    line(0, 1, theme::frameColour(palette()), 4);
    line(m_span.start, m_span.end, theme::onColour(), 4);
    painter.setPen(Qt::NoPen);
    painter.setBrush(palette().color(QPalette::WindowText));
    for (const double end : {m_span.start, m_span.end})
        painter.drawEllipse(QPointF(placeOf(end), middle), 6, 6);
}

} // namespace likeness::ui
