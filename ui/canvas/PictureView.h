// Where on the widget a picture lies: fitted, or zoomed and panned. Plain numbers, no painting, so
// that it can be tested by itself. Independent of the picture's resolution: a small preview takes
// the same place as the final picture.
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace likeness::ui {

class PictureView {
public:
    static constexpr double leastZoom = 0.05, mostZoom = 64;
    static constexpr double margin = 12; // around a fitted picture

    void setViewport(QSizeF viewport); // of one pane, in widget units
    // A picture of the same shape stays where it is; another shape is fitted again.
    void setPicture(QSizeF size_px, double devicePixelRatio);

    void fit();
    void
    setZoom(double zoom,
            QPointF anchor); // 1: one picture pixel is one screen pixel; the anchor stays in place
    void pan(QPointF by);

    bool isFitted() const { return m_fitted; }
    double zoom() const;
    QRectF target() const; // where to paint the picture, in the pane's coordinates

private:
    void refit();
    void keepInSight();

    QSizeF m_viewport, m_picture;
    double m_devicePixelRatio = 1;
    QRectF m_target;
    bool m_fitted = true;
};

} // namespace likeness::ui
