#include "ui/canvas/PictureView.h"

#include <algorithm>
#include <cmath>

namespace likeness::ui {

void PictureView::setViewport(QSizeF viewport)
{
    if (viewport == m_viewport)
        return;
    if (!m_fitted) // what was in the middle stays in the middle
        m_target.translate((viewport.width() - m_viewport.width()) / 2,
                           (viewport.height() - m_viewport.height()) / 2);
    m_viewport = viewport;
    if (m_fitted)
        refit();
    else
        keepInSight();
}

void PictureView::setPicture(QSizeF size_px, double devicePixelRatio)
{
    const bool sameShape =
        !m_picture.isEmpty() && !size_px.isEmpty() &&
        std::abs(m_picture.width() * size_px.height() - m_picture.height() * size_px.width()) <
            0.01 * m_picture.height() * size_px.height();
    m_picture = size_px;
    m_devicePixelRatio = devicePixelRatio;
    if (!sameShape)
        m_fitted = true;
    if (m_fitted)
        refit();
}

void PictureView::fit()
{
    m_fitted = true;
    refit();
}

void PictureView::setZoom(double zoom, QPointF anchor)
{
    if (m_picture.isEmpty() || m_target.isEmpty())
        return;
    const double factor = std::clamp(zoom, leastZoom, mostZoom) / this->zoom();
    m_target = QRectF(anchor + (m_target.topLeft() - anchor) * factor, m_target.size() * factor);
    m_fitted = false;
    keepInSight();
}

void PictureView::pan(QPointF by)
{
    if (m_target.isEmpty())
        return;
    m_fitted = false;
    m_target.translate(by);
    keepInSight();
}

double PictureView::zoom() const
{
    return m_picture.isEmpty() ? 1 : m_target.width() * m_devicePixelRatio / m_picture.width();
}

QRectF PictureView::target() const
{
    return m_target;
}

void PictureView::refit()
{
    if (m_picture.isEmpty() || m_viewport.isEmpty()) {
        m_target = {};
        return;
    }
    const QSizeF size = m_picture.scaled(m_viewport.shrunkBy({margin, margin, margin, margin}),
                                         Qt::KeepAspectRatio);
    m_target = QRectF(
        QPointF((m_viewport.width() - size.width()) / 2, (m_viewport.height() - size.height()) / 2),
        size);
}

// At least a fifth of the pane keeps showing the picture, so that it cannot be lost.
void PictureView::keepInSight()
{
    const double marginX = std::min(m_viewport.width() / 5, m_target.width());
    const double marginY = std::min(m_viewport.height() / 5, m_target.height());
    m_target.moveLeft(
        std::clamp(m_target.left(), marginX - m_target.width(), m_viewport.width() - marginX));
    m_target.moveTop(
        std::clamp(m_target.top(), marginY - m_target.height(), m_viewport.height() - marginY));
}

} // namespace likeness::ui
