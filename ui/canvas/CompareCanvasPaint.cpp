// How CompareCanvas paints itself.
#include "ui/canvas/CompareCanvas.h"

#include "ui/look/Theme.h"
#include "ui/session/Pictures.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace likeness::ui {

void CompareCanvas::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), theme::canvasColour(palette()));
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_off.isNull() && m_on.isNull()) {
        paintEmpty(painter);
        return;
    }
    const QRectF target = m_view.target();
    switch (shownMode()) {
    case CompareMode::single: {
        const bool showsOff = m_on.isNull() || (m_peeking && !m_off.isNull());
        paintPicture(painter, showsOff ? m_off : m_on, target);
        if (canCompare() || m_peeking)
            paintTag(painter, showsOff ? tr("Identity off") : tr("Identity on"), target,
                     Qt::AlignLeft | Qt::AlignTop,
                     showsOff ? theme::offColour() : theme::onColour());
        break;
    }
    case CompareMode::wipe:
        paintWipe(painter);
        break;
    case CompareMode::sideBySide:
        paintSideBySide(painter);
        break;
    case CompareMode::difference:
        if (m_difference.isNull())
            m_difference = differenceOf(m_off, m_on);
        paintPicture(painter, m_difference, target);
        paintTag(painter, tr("What identity changed"), target, Qt::AlignLeft | Qt::AlignTop,
                 theme::onColour());
        break;
    }
    if (!m_badge.isEmpty())
        paintTag(painter, m_badge, target, Qt::AlignHCenter | Qt::AlignBottom, QColor());
}

void CompareCanvas::paintPicture(QPainter& painter, const QImage& picture,
                                 const QRectF& target) const
{
    const double enlargement = target.width() * devicePixelRatioF() / picture.width();
    if (enlargement < 0.6) { // bilinear sampling would alias
        const QSize size = (target.size() * devicePixelRatioF()).toSize();
        painter.drawImage(target,
                          picture.scaled(size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
        return;
    }
    // Smooth while one looks at the picture, exact pixels when one looks into it. Previews are
    // small and always smooth.
    painter.setRenderHint(QPainter::SmoothPixmapTransform,
                          enlargement < 6 || m_view.isFitted() || !m_badge.isEmpty());
    painter.drawImage(target, picture);
}

void CompareCanvas::paintWipe(QPainter& painter) const
{
    const QRectF target = m_view.target();
    const double x = target.left() + m_divider * target.width();
    const QRectF left(target.left(), target.top(), x - target.left(), target.height());
    const QRectF right(x, target.top(), target.right() - x, target.height());
    painter.save();
    painter.setClipRect(left);
    paintPicture(painter, m_off, target);
    painter.setClipRect(right);
    paintPicture(painter, m_on, target);
    painter.restore();

    const QRectF seen = target & QRectF(rect());
    painter.setPen(QPen(QColor(0, 0, 0, 90), 3));
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()));
    painter.setPen(QPen(Qt::white, 1.4));
    painter.drawLine(QPointF(x, seen.top()), QPointF(x, seen.bottom()));
    const QPointF knob(x, seen.center().y());
    painter.setPen(QPen(QColor(0, 0, 0, 90), 1));
    painter.setBrush(Qt::white);
    painter.drawEllipse(knob, 13, 13);
    QPainterPath arrows;
    for (const double side : {-1.0, 1.0}) {
        arrows.moveTo(knob + QPointF(side * 3.5, -4));
        arrows.lineTo(knob + QPointF(side * 7.5, 0));
        arrows.lineTo(knob + QPointF(side * 3.5, 4));
    }
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(60, 60, 60), 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(arrows);

    paintTag(painter, tr("Identity off"), target, Qt::AlignLeft | Qt::AlignTop, theme::offColour());
    paintTag(painter, tr("Identity on"), target, Qt::AlignRight | Qt::AlignTop, theme::onColour());
}

void CompareCanvas::paintSideBySide(QPainter& painter) const
{
    const QSizeF pane = paneSize();
    const double second = width() - pane.width();
    const auto paint = [&](const QImage& picture, double offset, const QString& tag,
                           const QColor& mark) {
        painter.save();
        painter.setClipRect(QRectF(QPointF(offset, 0), pane));
        const QRectF target = m_view.target().translated(offset, 0);
        paintPicture(painter, picture, target);
        paintTag(painter, tag, target & QRectF(QPointF(offset, 0), pane),
                 Qt::AlignLeft | Qt::AlignTop, mark);
        painter.restore();
    };
    paint(m_off, 0, tr("Identity off"), theme::offColour());
    paint(m_on, second, tr("Identity on"), theme::onColour());
}

// A small dark label with an optional coloured dot, in a corner of what is visible of `inside`.
void CompareCanvas::paintTag(QPainter& painter, const QString& text, const QRectF& inside,
                             Qt::Alignment corner, const QColor& mark) const
{
    constexpr double margin = 10, padding = 8;
    const QRectF seen = (inside & QRectF(rect())).adjusted(margin, margin, -margin, -margin);
    const QFontMetricsF metrics(font());
    const double dot = mark.isValid() ? 14 : 0;
    const QSizeF size(metrics.horizontalAdvance(text) + 2 * padding + dot, metrics.height() + 7);
    if (seen.width() < size.width() || seen.height() < size.height())
        return;
    QRectF tag(seen.topLeft(), size);
    if (corner & Qt::AlignRight)
        tag.moveRight(seen.right());
    if (corner & Qt::AlignHCenter)
        tag.moveLeft(seen.center().x() - size.width() / 2);
    if (corner & Qt::AlignBottom)
        tag.moveBottom(seen.bottom());
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(18, 18, 20, 190));
    painter.drawRoundedRect(tag, 6, 6);
    if (mark.isValid()) {
        painter.setBrush(mark);
        painter.drawEllipse(QPointF(tag.left() + padding + 3.5, tag.center().y()), 4, 4);
    }
    painter.setPen(QColor(245, 245, 245));
    painter.drawText(tag.adjusted(padding + dot, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text);
}

void CompareCanvas::paintEmpty(QPainter& painter) const
{
    const QRectF area = QRectF(rect()).adjusted(24, 24, -24, -24);
    QFont large = font();
    large.setPointSizeF(large.pointSizeF() * 1.5);
    const double lineHeight = QFontMetricsF(large).height();
    QColor text = palette().color(QPalette::WindowText);
    painter.setFont(large);
    painter.setPen(text);
    const double middle = area.center().y();
    painter.drawText(QRectF(area.left(), middle - lineHeight - 4, area.width(), lineHeight + 4),
                     Qt::AlignCenter, m_emptyTitle);
    painter.setFont(font());
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(QRectF(area.left(), middle + 6, area.width(), area.height() / 2),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_emptyHint);
}

} // namespace likeness::ui
