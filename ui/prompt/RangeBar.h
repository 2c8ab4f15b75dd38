// The steps from 0 to 100 % as a line, the part in which the identity works drawn on it. Its ends
// are dragged; the keyboard has the number fields beside it.
#pragma once

#include "ui/session/Settings.h"

#include <QWidget>

namespace likeness::ui {

class RangeBar : public QWidget {
    Q_OBJECT

public:
    explicit RangeBar(QWidget* parent = nullptr);

    void showSpan(Span span);
    double placeOf(double share) const; // x of a share of the steps, in the widget's coordinates

    QSize sizeHint() const override { return {160, 20}; }

Q_SIGNALS:
    void spanChosen(likeness::ui::Span span);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;

private:
    static constexpr double margin_px = 7;
    static constexpr double shortest = 0.01;

    void drag(double x);

    Span m_span;
    bool m_dragsEnd = false;
};

} // namespace likeness::ui
