// The newest sheet of samples: fitted, or looked at closely with the wheel, by dragging, with + and -. A newer sheet
// of the same shape stays where it is, so that one face can be watched while the model learns.
#pragma once

#include "ui/canvas/PictureView.h"

#include <QImage>
#include <QWidget>

namespace likeness::ui {

class SampleSheet : public QWidget {
    Q_OBJECT

public:
    explicit SampleSheet(QWidget* parent = nullptr);

    void setSamples(const QImage& samples); // null: none
    void setPlaceholder(const QString& sentence);
    const QImage& samples() const { return m_samples; }
    const PictureView& view() const { return m_view; }

    QSize sizeHint() const override { return {480, 320}; }
    QSize minimumSizeHint() const override { return {160, 100}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void zoomBy(double factor, QPointF anchor);
    void fit();

    QImage m_samples;
    QString m_placeholder;
    PictureView m_view;
    QPointF m_dragged; // where the mouse was last
};

} // namespace likeness::ui
