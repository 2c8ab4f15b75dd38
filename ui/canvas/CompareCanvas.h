// The picture, large: identity on, with its identity-off twin as wipe, side by side or difference.
// Zoom with the wheel towards the cursor, pan with the middle button (or Space and the left one),
// drag the divider.
#pragma once

#include "ui/canvas/PictureView.h"

#include <QImage>
#include <QWidget>

namespace likeness::ui {

enum class CompareMode { single, wipe, sideBySide, difference };

class CompareCanvas : public QWidget {
    Q_OBJECT

public:
    explicit CompareCanvas(QWidget* parent = nullptr);

    // Either may be null; with both null the canvas shows `emptyText`.
    void setPictures(const QImage& off, const QImage& on);
    void setBadge(const QString& text); // a small note in the corner: "Step 3 of 20"; empty: none
    void setEmptyText(const QString& title, const QString& hint);

    CompareMode mode() const { return m_mode; }
    void setMode(CompareMode mode); // takes effect whenever both pictures are there
    void cycleMode();

    void setPeeking(bool peeking);     // while held: identity off, whatever the mode
    void setPanModifier(bool panning); // while held: the left button pans
    bool isPeeking() const { return m_peeking; }

    bool isPreview() const { return !m_badge.isEmpty(); }
    bool canCompare() const { return !m_off.isNull() && !m_on.isNull(); }
    const QImage& off() const { return m_off; }
    const QImage& on() const { return m_on; }

    double zoom() const { return m_view.zoom(); }
    bool isFitted() const { return m_view.isFitted(); }
    void zoomToFit();
    void zoomToActual();
    void zoomBy(double factor);

    double divider() const { return m_divider; } // 0..1 of the picture's width
    void setDivider(double divider);

    QSize sizeHint() const override { return {640, 560}; }
    QSize minimumSizeHint() const override { return {240, 200}; }

Q_SIGNALS:
    void modeChanged(likeness::ui::CompareMode mode);
    void viewChanged(); // zoom or pan
    void picturesChanged();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

private:
    enum class Drag { none, pan, divider };

    CompareMode shownMode() const; // what can be shown now
    QSizeF paneSize() const;
    QPointF inPane(QPointF position) const;
    bool isOnDivider(QPointF position) const;
    void updateView();
    void updateCursor(QPointF position);

    void paintPicture(QPainter& painter, const QImage& picture, const QRectF& target) const;
    void paintWipe(QPainter& painter) const;
    void paintSideBySide(QPainter& painter) const;
    void paintTag(QPainter& painter, const QString& text, const QRectF& inside,
                  Qt::Alignment corner, const QColor& mark) const;
    void paintEmpty(QPainter& painter) const;

    QImage m_off, m_on;
    mutable QImage m_difference; // made when first shown
    QString m_badge, m_emptyTitle, m_emptyHint;
    CompareMode m_mode = CompareMode::wipe;
    PictureView m_view;
    double m_divider = 0.5;
    Drag m_drag = Drag::none;
    QPointF m_dragFrom;
    bool m_peeking = false;
    bool m_panModifier = false;
};

} // namespace likeness::ui
