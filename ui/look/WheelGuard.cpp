#include "ui/look/WheelGuard.h"

#include <QAbstractSlider>
#include <QAbstractSpinBox>
#include <QChildEvent>
#include <QComboBox>
#include <QScrollBar>

namespace likeness::ui {

namespace {

bool isField(const QObject* object)
{
    const bool isSlider = qobject_cast<const QAbstractSlider*>(object) &&
                          !qobject_cast<const QScrollBar*>(object);
    return isSlider || qobject_cast<const QAbstractSpinBox*>(object) ||
           qobject_cast<const QComboBox*>(object);
}

} // namespace

WheelGuard::WheelGuard(QWidget& panel) : QObject(&panel)
{
    watch(panel);
}

void WheelGuard::watch(QWidget& widget)
{
    widget.installEventFilter(this);
    if (isField(&widget)) {
        widget.setFocusPolicy(Qt::StrongFocus); // the wheel gives no focus
        return;
    }
    for (QWidget* child : widget.findChildren<QWidget*>(Qt::FindDirectChildrenOnly))
        watch(*child);
}

bool WheelGuard::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::ChildPolished) { // rows that come later
        if (auto* child = qobject_cast<QWidget*>(static_cast<QChildEvent*>(event)->child()))
            watch(*child);
    } else if (event->type() == QEvent::Wheel && isField(watched) &&
               !static_cast<QWidget*>(watched)->hasFocus()) {
        event->ignore(); // the panel takes it
        return true;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace likeness::ui
