// Lets the wheel scroll a panel over its fields: a field takes it only when it has the focus, so
// that nobody changes a setting by scrolling past it.
#pragma once

#include <QObject>

class QWidget;

namespace likeness::ui {

class WheelGuard : public QObject {
    Q_OBJECT

public:
    explicit WheelGuard(QWidget& panel); // which owns it

    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void watch(QWidget& widget); // and all in it
};

} // namespace likeness::ui
