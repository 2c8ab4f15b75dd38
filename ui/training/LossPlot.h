// The loss of a training over its steps: every value of the log faintly, their smoothed course as the line to look at,
// the learning rate on an axis of its own. The marker follows the mouse, or the arrow keys.
#pragma once

#include "core/training/TrainingLog.h"

#include <QPointF>
#include <QWidget>

class QCPGraph;
class QCPItemText;
class QCPItemTracer;
class QCustomPlot;

namespace likeness::ui {

class LossPlot : public QWidget {
    Q_OBJECT

public:
    explicit LossPlot(QWidget* parent = nullptr);

    void setPoints(std::vector<training::LogPoint> points);
    void setLogarithmic(bool logarithmic); // takes effect where all losses are above 0
    void setRateShown(bool shown);

    int pointCount() const { return int(m_points.size()); }
    bool isLogarithmic() const;      // as drawn
    QPointF placeOf(int point) const; // of the smoothed line, on this widget
    // "Step 120 · loss 0.031 · mean 0.029 · rate 0.001" of the marked point, else of the last one.
    QString readout() const;

Q_SIGNALS:
    void readoutChanged(const QString& text);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void retranslate();
    void colour();
    void refill();
    void scale();
    void mark(int point); // -1: none

    QCustomPlot* m_plot;
    QCPGraph* m_raw;
    QCPGraph* m_smooth;
    QCPGraph* m_rate;
    QCPItemTracer* m_marker;
    QCPItemText* m_nothing; // shown while there are no points
    std::vector<training::LogPoint> m_points;
    std::vector<double> m_means; // of m_points
    bool m_logarithmic = true, m_rateShown = true;
    int m_marked = -1;
};

} // namespace likeness::ui
