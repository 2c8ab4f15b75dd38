#include "ui/training/SampleSheet.h"

#include "ui/look/Theme.h"

#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>

#include <cmath>

namespace likeness::ui {

SampleSheet::SampleSheet(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("sampleSheet"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setFocusPolicy(Qt::StrongFocus);
}

void SampleSheet::setSamples(const QImage& samples)
{
    m_samples = samples;
    m_view.setPicture(samples.size(), devicePixelRatioF());
    setCursor(samples.isNull() ? Qt::ArrowCursor : Qt::OpenHandCursor);
    update();
}

void SampleSheet::setPlaceholder(const QString& sentence)
{
    m_placeholder = sentence;
    update();
}

void SampleSheet::zoomBy(double factor, QPointF anchor)
{
    m_view.setZoom(m_view.zoom() * factor, anchor);
    update();
}

void SampleSheet::fit()
{
    m_view.fit();
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
    } else if (m_view.zoom() < 1) { // the painter's own filter skips pixels when it shrinks
        const QSize pixels = (m_view.target().size() * devicePixelRatioF()).toSize();
        painter.drawImage(m_view.target(), m_samples.scaled(pixels, Qt::IgnoreAspectRatio,
                                                            Qt::SmoothTransformation));
    } else {
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(m_view.target(), m_samples);
    }
    if (hasFocus()) {
        painter.setPen(theme::accentColour(palette()));
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void SampleSheet::resizeEvent(QResizeEvent* event)
{
    m_view.setViewport(size());
    QWidget::resizeEvent(event);
}

void SampleSheet::wheelEvent(QWheelEvent* event)
{
    zoomBy(std::pow(1.0015, event->angleDelta().y()), event->position());
    event->accept();
}

void SampleSheet::mousePressEvent(QMouseEvent* event)
{
    m_dragged = event->position();
    if (!m_samples.isNull())
        setCursor(Qt::ClosedHandCursor);
}

void SampleSheet::mouseMoveEvent(QMouseEvent* event)
{
    if (!(event->buttons() & Qt::LeftButton))
        return;
    m_view.pan(event->position() - m_dragged);
    m_dragged = event->position();
    update();
}

void SampleSheet::mouseReleaseEvent(QMouseEvent*)
{
    setCursor(m_samples.isNull() ? Qt::ArrowCursor : Qt::OpenHandCursor);
}

void SampleSheet::mouseDoubleClickEvent(QMouseEvent*)
{
    fit();
}

void SampleSheet::keyPressEvent(QKeyEvent* event)
{
    const QPointF middle = QRectF(rect()).center();
    constexpr double far_px = 40;
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoomBy(1.25, middle);
    case Qt::Key_Minus:
        return zoomBy(0.8, middle);
    case Qt::Key_0:
        return fit();
    case Qt::Key_Left:
        m_view.pan({far_px, 0});
        return update();
    case Qt::Key_Right:
        m_view.pan({-far_px, 0});
        return update();
    case Qt::Key_Up:
        m_view.pan({0, far_px});
        return update();
    case Qt::Key_Down:
        m_view.pan({0, -far_px});
        return update();
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace likeness::ui
