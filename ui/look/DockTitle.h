// The title of a dock in the studio's look: aligned with what is below it, with quiet buttons.
// Dragging and the double click stay the dock's own.
#pragma once

#include <QWidget>

class QDockWidget;
class QLabel;
class QToolButton;

namespace likeness::ui {

class DockTitle : public QWidget {
    Q_OBJECT

public:
    explicit DockTitle(QDockWidget& dock); // becomes the dock's title bar

    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    QDockWidget& m_dock;
    QLabel* m_title;
    QToolButton* m_float;
    QToolButton* m_close;
};

} // namespace likeness::ui
