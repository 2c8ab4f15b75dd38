#include "ui/canvas/CompareCanvas.h"

#include "ui/session/Pictures.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace likeness::ui {

namespace {

constexpr double paneGap = 0;      // each pane has its own margin
constexpr double dividerReach = 9; // how near the divider a press must be

} // namespace

CompareCanvas::CompareCanvas(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("canvas"));
    setAccessibleName(tr("Canvas"));
    setAccessibleDescription(
        tr("Shows the portrait. Wheel zooms, middle button pans, arrow keys move the divider."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void CompareCanvas::setPictures(const QImage& off, const QImage& on)
{
    m_off = off;
    m_on = on;
    m_difference = {};
    updateView();
    Q_EMIT picturesChanged();
}

void CompareCanvas::setBadge(const QString& text)
{
    m_badge = text;
    update();
}

void CompareCanvas::setEmptyText(const QString& title, const QString& hint)
{
    m_emptyTitle = title;
    m_emptyHint = hint;
    update();
}

void CompareCanvas::setMode(CompareMode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    updateView();
    Q_EMIT modeChanged(mode);
}

void CompareCanvas::cycleMode()
{
    setMode(static_cast<CompareMode>((static_cast<int>(m_mode) + 1) % 4));
}

void CompareCanvas::setPeeking(bool peeking)
{
    m_peeking = peeking;
    updateView();
}

void CompareCanvas::setPanModifier(bool panning)
{
    m_panModifier = panning;
    updateCursor(mapFromGlobal(QCursor::pos()));
}

void CompareCanvas::zoomToFit()
{
    m_view.fit();
    update();
    Q_EMIT viewChanged();
}

void CompareCanvas::zoomToActual()
{
    const QSizeF pane = paneSize();
    m_view.setZoom(1, QPointF(pane.width() / 2, pane.height() / 2));
    update();
    Q_EMIT viewChanged();
}

void CompareCanvas::zoomBy(double factor)
{
    const QSizeF pane = paneSize();
    m_view.setZoom(m_view.zoom() * factor, QPointF(pane.width() / 2, pane.height() / 2));
    update();
    Q_EMIT viewChanged();
}

void CompareCanvas::setDivider(double divider)
{
    m_divider = std::clamp(divider, 0.0, 1.0);
    update();
}

CompareMode CompareCanvas::shownMode() const
{
    return canCompare() && !m_peeking ? m_mode : CompareMode::single;
}

QSizeF CompareCanvas::paneSize() const
{
    if (shownMode() != CompareMode::sideBySide)
        return size();
    return {(width() - paneGap) / 2.0, double(height())};
}

QPointF CompareCanvas::inPane(QPointF position) const
{
    const double second = paneSize().width() + paneGap;
    if (shownMode() == CompareMode::sideBySide && position.x() >= second)
        position.rx() -= second;
    return position;
}

bool CompareCanvas::isOnDivider(QPointF position) const
{
    const QRectF target = m_view.target();
    const double x = target.left() + m_divider * target.width();
    return shownMode() == CompareMode::wipe && std::abs(position.x() - x) <= dividerReach;
}

void CompareCanvas::updateView()
{
    m_view.setViewport(paneSize());
    const QImage& shape = m_on.isNull() ? m_off : m_on;
    m_view.setPicture(shape.size(), devicePixelRatioF());
    update();
    Q_EMIT viewChanged();
}

void CompareCanvas::updateCursor(QPointF position)
{
    if (m_drag == Drag::pan)
        setCursor(Qt::ClosedHandCursor);
    else if (m_panModifier)
        setCursor(Qt::OpenHandCursor);
    else if (m_drag == Drag::divider || isOnDivider(position))
        setCursor(Qt::SplitHCursor);
    else
        unsetCursor();
}

void CompareCanvas::resizeEvent(QResizeEvent*)
{
    m_view.setViewport(paneSize());
    Q_EMIT viewChanged();
}

void CompareCanvas::wheelEvent(QWheelEvent* event)
{
    const double notches = event->angleDelta().y() / 120.0;
    if (notches == 0)
        return;
    m_view.setZoom(m_view.zoom() * std::pow(1.25, notches), inPane(event->position()));
    update();
    Q_EMIT viewChanged();
    event->accept();
}

void CompareCanvas::mousePressEvent(QMouseEvent* event)
{
    m_dragFrom = event->position();
    const bool pans =
        event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && m_panModifier);
    if (pans)
        m_drag = Drag::pan;
    else if (event->button() == Qt::LeftButton && isOnDivider(event->position()))
        m_drag = Drag::divider;
    else
        QWidget::mousePressEvent(event);
    updateCursor(event->position());
}

void CompareCanvas::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::pan) {
        m_view.pan(event->position() - m_dragFrom);
        m_dragFrom = event->position();
        update();
        Q_EMIT viewChanged();
    } else if (m_drag == Drag::divider && !m_view.target().isEmpty()) {
        setDivider((event->position().x() - m_view.target().left()) / m_view.target().width());
    }
    updateCursor(event->position());
}

void CompareCanvas::mouseReleaseEvent(QMouseEvent* event)
{
    m_drag = Drag::none;
    updateCursor(event->position());
}

void CompareCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (isOnDivider(event->position()))
        setDivider(0.5);
    else
        QWidget::mouseDoubleClickEvent(event);
}

void CompareCanvas::keyPressEvent(QKeyEvent* event)
{
    const double step = event->modifiers() & Qt::ShiftModifier ? 0.1 : 0.02;
    if (shownMode() == CompareMode::wipe && event->key() == Qt::Key_Left)
        setDivider(m_divider - step);
    else if (shownMode() == CompareMode::wipe && event->key() == Qt::Key_Right)
        setDivider(m_divider + step);
    else
        QWidget::keyPressEvent(event);
}

bool CompareCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        update();
    return QWidget::event(event);
}

} // namespace likeness::ui
