// Every picture of the session by its two figures: likeness to the right, purity upwards; the best
// are in the upper right corner. A click opens a picture.
#pragma once

#include <QPointF>
#include <QWidget>

#include <vector>

class QAbstractItemModel;
class QCPGraph;
class QCustomPlot;

namespace likeness::ui {

class ScorePlot : public QWidget {
    Q_OBJECT

public:
    // `results` has the roles of ResultModel; pictures without both figures are left out.
    explicit ScorePlot(QAbstractItemModel& results, QWidget* parent = nullptr);

    void setShown(quint64 id); // the picture on the canvas is marked
    int pointCount() const { return int(m_points.size()); }
    QPointF placeOf(quint64 id) const; // on this widget; null if it has no point

Q_SIGNALS:
    void opened(quint64 id);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    struct Point {
        quint64 id;
        double likeness, purity;
        QString text;
    };

    void retranslate();
    void colour();
    void refill();
    QPointF pixelOf(const Point& point) const;
    const Point* pointAt(QPointF position) const; // null: none near

    QAbstractItemModel& m_results;
    QCustomPlot* m_plot;
    QCPGraph* m_all;
    QCPGraph* m_mark;
    std::vector<Point> m_points; // oldest first
    quint64 m_shown = 0;
};

} // namespace likeness::ui
