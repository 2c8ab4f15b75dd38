// The reference photo with every face found: outlined, numbered, its landmarks drawn. A click, an
// arrow key or the accessible description picks one.
#pragma once

#include "ui/session/StudioPort.h"

#include <QWidget>

namespace likeness::ui {

class PhotoView : public QWidget {
    Q_OBJECT

public:
    explicit PhotoView(QWidget* parent = nullptr);

    void setReference(const SeenReferencePtr& reference, int chosen); // null: the drop hint
    void setChosen(int face);
    void
    setReading(const QString& sentence); // shown over the photo while another is read; empty: none

    // In the widget's coordinates; an empty rectangle if there is no such face.
    QRectF faceRect(int face) const;
    int faceAt(QPointF position) const; // -1: none

    QSize sizeHint() const override { return {230, 184}; }
    QSize minimumSizeHint() const override { return {150, 150}; }

Q_SIGNALS:
    void facePicked(int face);
    void openAsked(); // a click where there is no photo yet

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF photoRect() const;
    QPointF toWidget(const faces::Point& point) const;
    void paintFace(QPainter& painter, int face) const;
    void paintHint(QPainter& painter) const;
    void describe();

    SeenReferencePtr m_reference;
    QString m_reading;
    int m_chosen = 0;
    int m_hovered = -1;
};

} // namespace likeness::ui
