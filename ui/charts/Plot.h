// QCustomPlot, and how its axes look here. For source files only: its header is large.
#pragma once

// It is written with Qt's keywords, which the house does without.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#include <qcustomplot.h>
#undef signals
#undef slots
#undef foreach

namespace likeness::ui {

// Axes, labels, grid and what lies around them, in the font and the colours of `widget`.
void colourAxes(QCustomPlot& plot, const QList<QCPAxis*>& axes, const QWidget& widget);

} // namespace likeness::ui
