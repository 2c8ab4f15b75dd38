#include "ui/charts/ScorePlot.h"

#include "ui/charts/Plot.h"
#include "ui/charts/ScoreBands.h"
#include "ui/look/Theme.h"
#include "ui/session/ResultModel.h"

#include <algorithm>

namespace likeness::ui {

namespace {

constexpr double reach = 12; // how near a click must be, in widget units
constexpr double purityFrom = 0.4;

} // namespace

ScorePlot::ScorePlot(QAbstractItemModel& results, QWidget* parent)
    : QWidget(parent), m_results(results), m_plot(new QCustomPlot(this)), m_all(m_plot->addGraph()),
      m_mark(m_plot->addGraph())
{
    setObjectName(QStringLiteral("scorePlot"));
    setFocusPolicy(Qt::StrongFocus);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    m_plot->setMinimumSize(120, 60);
    m_plot->xAxis->setRange(0, 1);
    m_plot->yAxis->setRange(purityFrom, 1.02);
    m_plot->axisRect()->setMinimumMargins({4, 8, 14, 4});
    for (QCPGraph* graph : {m_all, m_mark})
        graph->setLineStyle(QCPGraph::lsNone);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 0, 8, 4);
    layout->addWidget(m_plot);
    connect(&results, &QAbstractItemModel::rowsInserted, this, &ScorePlot::refill);
    connect(&results, &QAbstractItemModel::rowsRemoved, this, &ScorePlot::refill);
    connect(&results, &QAbstractItemModel::modelReset, this, &ScorePlot::refill);
    retranslate();
    colour();
    refill();
}

void ScorePlot::setShown(quint64 id)
{
    m_shown = id;
    refill();
}

void ScorePlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::PaletteChange)
        colour();
    QWidget::changeEvent(event);
}

void ScorePlot::retranslate()
{
    setAccessibleName(tr("Scores of all pictures"));
    setAccessibleDescription(
        tr("Likeness to the right, purity upwards. Arrow keys go from picture to picture."));
    m_plot->xAxis->setLabel(titleOf(Score::likeness));
    m_plot->yAxis->setLabel(titleOf(Score::purity));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ScorePlot::colour()
{
    colourAxes(*m_plot, {m_plot->xAxis, m_plot->yAxis}, *this);
    m_plot->axisRect()->setBackground(QBrush(theme::canvasColour(palette())));
    m_all->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle,
                                           QPen(palette().color(QPalette::Window), 1),
                                           theme::onColour(), 9));
    m_mark->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssCircle,
                                            QPen(palette().color(QPalette::WindowText), 2),
                                            theme::onColour(), 13));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ScorePlot::refill()
{
    m_points.clear();
    for (int row = m_results.rowCount() - 1; row >= 0; --row) {
        const QModelIndex index = m_results.index(row, 0);
        const QVariant likeness = index.data(ResultModel::LikenessRole),
                       purity = index.data(ResultModel::PurityRole);
        if (likeness.isValid() && purity.isValid())
            m_points.push_back({index.data(ResultModel::IdRole).toULongLong(), likeness.toDouble(),
                                purity.toDouble(), index.data(Qt::ToolTipRole).toString()});
    }
    m_all->data()->clear();
    m_mark->data()->clear();
    double lowest = purityFrom;
    for (const Point& point : m_points) {
        (point.id == m_shown ? m_mark : m_all)->addData(point.likeness, point.purity);
        lowest = std::min(lowest, point.purity - 0.02);
    }
    m_plot->yAxis->setRangeLower(lowest);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

QPointF ScorePlot::pixelOf(const Point& point) const
{
    return {m_plot->xAxis->coordToPixel(point.likeness), m_plot->yAxis->coordToPixel(point.purity)};
}

QPointF ScorePlot::placeOf(quint64 id) const
{
    const auto found = std::find_if(m_points.begin(), m_points.end(),
                                    [id](const Point& point) { return point.id == id; });
    return found == m_points.end() ? QPointF()
                                   : QPointF(m_plot->mapToParent(pixelOf(*found).toPoint()));
}

const ScorePlot::Point* ScorePlot::pointAt(QPointF position) const
{
    const Point* nearest = nullptr;
    double distance = reach;
    for (const Point& point : m_points) {
        const double length = QLineF(position, pixelOf(point)).length();
        if (length <= distance) {
            nearest = &point;
            distance = length;
        }
    }
    return nearest;
}

bool ScorePlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_plot && event->type() == QEvent::MouseButtonPress) {
        if (const Point* point = pointAt(static_cast<QMouseEvent*>(event)->position()))
            Q_EMIT opened(point->id);
    } else if (watched == m_plot && event->type() == QEvent::MouseMove) {
        const Point* point = pointAt(static_cast<QMouseEvent*>(event)->position());
        m_plot->setCursor(point ? Qt::PointingHandCursor : Qt::ArrowCursor);
        m_plot->setToolTip(point ? point->text : QString());
    }
    return QWidget::eventFilter(watched, event);
}

void ScorePlot::keyPressEvent(QKeyEvent* event)
{
    const bool forward = event->key() == Qt::Key_Right || event->key() == Qt::Key_Up;
    const bool back = event->key() == Qt::Key_Left || event->key() == Qt::Key_Down;
    if ((!forward && !back) || m_points.empty())
        return QWidget::keyPressEvent(event);
    const auto shown = std::find_if(m_points.begin(), m_points.end(),
                                    [this](const Point& point) { return point.id == m_shown; });
    const size_t count = m_points.size();
    const size_t at = shown == m_points.end() ? count - 1 : size_t(shown - m_points.begin());
    Q_EMIT opened(m_points[(at + (forward ? 1 : count - 1)) % count].id);
}

} // namespace likeness::ui
