#include "ui/shell/KeyHolds.h"

#include "ui/canvas/CompareCanvas.h"

#include <QAbstractSpinBox>
#include <QApplication>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QPlainTextEdit>

namespace likeness::ui {

KeyHolds::KeyHolds(CompareCanvas& canvas, QWidget& window)
    : QObject(&window), m_canvas(canvas), m_window(window)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool KeyHolds::isTyping() const
{
    const QWidget* focus = QApplication::focusWidget();
    return qobject_cast<const QLineEdit*>(focus) || qobject_cast<const QPlainTextEdit*>(focus) ||
           qobject_cast<const QAbstractSpinBox*>(focus) ||
           qobject_cast<const QKeySequenceEdit*>(focus);
}

bool KeyHolds::eventFilter(QObject* watched, QEvent* event)
{
    const auto type = event->type();
    if (type == QEvent::WindowDeactivate && watched == &m_window) {
        m_canvas.setPeeking(false);
        m_canvas.setPanModifier(false);
        return false;
    }
    if (type != QEvent::KeyPress && type != QEvent::KeyRelease)
        return false;
    const auto* widget = qobject_cast<const QWidget*>(watched);
    if (!widget || widget->window() != &m_window)
        return false;
    auto* key = static_cast<QKeyEvent*>(event);
    const bool down = type == QEvent::KeyPress;
    if (down && isTyping())
        return false;
    if (key->key() == Qt::Key_Backslash) {
        if (!key->isAutoRepeat())
            m_canvas.setPeeking(down);
        return true;
    }
    // Space presses buttons elsewhere; on the canvas it is the hand.
    if (key->key() == Qt::Key_Space && (m_canvas.underMouse() || m_canvas.hasFocus())) {
        if (!key->isAutoRepeat())
            m_canvas.setPanModifier(down);
        return true;
    }
    return false;
}

} // namespace likeness::ui
