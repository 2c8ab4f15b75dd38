// Keys that act while they are held: \ shows identity off, Space lets the left button pan. Off
// while text is typed.
#pragma once

#include <QObject>

class QWidget;

namespace likeness::ui {

class CompareCanvas;

class KeyHolds : public QObject {
    Q_OBJECT

public:
    KeyHolds(CompareCanvas& canvas, QWidget& window);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isTyping() const;

    CompareCanvas& m_canvas;
    QWidget& m_window;
};

} // namespace likeness::ui
