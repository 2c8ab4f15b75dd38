#include "ui/reference/CropView.h"

#include "ui/look/Theme.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace likeness::ui {

CropView::CropView(QWidget* parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void CropView::setCaption(const QString& caption, const QString& explanation)
{
    m_caption = caption;
    setAccessibleName(caption);
    setAccessibleDescription(explanation);
    setToolTip(explanation);
    update();
}

void CropView::setPicture(const QImage& picture)
{
    m_picture = picture;
    update();
}

void CropView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const int captionHeight = fontMetrics().height();
    const int side = std::min(width(), height() - captionHeight - 2);
    const QRectF square((width() - side) / 2.0, 0, side, side);
    QPainterPath frame;
    frame.addRoundedRect(square, 5, 5);
    painter.fillPath(frame, theme::canvasColour(palette()));
    if (!m_picture.isNull()) {
        painter.setClipPath(frame);
        const int side_px = int(side * devicePixelRatioF());
        painter.drawImage(square, m_picture.scaled(side_px, side_px, Qt::IgnoreAspectRatio,
                                                   Qt::SmoothTransformation));
        painter.setClipping(false);
    }
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.9);
    painter.setFont(small);
    painter.setPen(theme::quietText(palette()));
    painter.drawText(QRectF(0, side + 2, width(), captionHeight), Qt::AlignCenter,
                     QFontMetrics(small).elidedText(m_caption, Qt::ElideRight, width()));
}

} // namespace likeness::ui
