#include "ui/charts/Plot.h"

#include "ui/look/Theme.h"

namespace likeness::ui {

void colourAxes(QCustomPlot& plot, const QList<QCPAxis*>& axes, const QWidget& widget)
{
    const QPalette palette = widget.palette();
    const QColor quiet = theme::quietText(palette), frame = theme::frameColour(palette);
    plot.setBackground(QBrush(palette.color(QPalette::Window)));
    for (QCPAxis* axis : axes) {
        axis->setBasePen(QPen(frame));
        axis->setTickPen(QPen(frame));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(quiet);
        axis->setLabelColor(quiet);
        axis->setLabelFont(widget.font());
        axis->setTickLabelFont(widget.font());
        axis->grid()->setPen(QPen(frame, 0.5, Qt::DotLine));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
}

} // namespace likeness::ui
