#include "ui/training/LossPlot.h"

#include "ui/charts/Plot.h"
#include "ui/look/Theme.h"

#include <algorithm>
#include <cmath>

namespace likeness::ui {

namespace {

constexpr double leastMemory = 3;     // points of the smoothed line, …
constexpr double memoryShare = 0.025; // … or this share of all
constexpr size_t fewPoints = 100;
// Ticks of a logarithmic axis by the ratio of its ends: even steps, then 1, 2, 5, 10, …, then powers of ten.
constexpr double evenBelow = 3, decadesFrom = 2000;

class OneTwoFive : public QCPAxisTicker {
protected:
    QVector<double> createTickVector(double, const QCPRange& range) override
    {
        QVector<double> ticks;
        for (double decade = std::pow(10, std::floor(std::log10(range.lower)));
             decade <= range.upper; decade *= 10) {
            for (const double digit : {1, 2, 5})
                ticks.append(digit * decade);
        }
        return ticks;
    }
};

QSharedPointer<QCPAxisTicker> tickerFor(bool isLogarithmic, double ratio)
{
    if (isLogarithmic && ratio >= decadesFrom)
        return QSharedPointer<QCPAxisTickerLog>::create();
    if (isLogarithmic && ratio >= evenBelow)
        return QSharedPointer<OneTwoFive>::create();
    return QSharedPointer<QCPAxisTicker>::create();
}

double lossOf(const training::LogPoint& point)
{
    return point.loss;
}

double mostOf(const std::vector<training::LogPoint>& points)
{
    return std::max_element(points.begin(), points.end(), [](const auto& a, const auto& b) {
               return a.loss < b.loss;
           })->loss;
}

// Without the few values at the very top, which would press everything else to the ground.
double usualMostOf(const std::vector<training::LogPoint>& points)
{
    if (points.size() < fewPoints)
        return mostOf(points);
    std::vector<double> losses;
    std::transform(points.begin(), points.end(), std::back_inserter(losses), lossOf);
    const auto top = losses.begin() + std::ptrdiff_t(double(losses.size() - 1) * 0.99);
    std::nth_element(losses.begin(), top, losses.end());
    return *top;
}

double leastOf(const std::vector<training::LogPoint>& points)
{
    return std::min_element(points.begin(), points.end(), [](const auto& a, const auto& b) {
               return a.loss < b.loss;
           })->loss;
}

} // namespace

LossPlot::LossPlot(QWidget* parent)
    : QWidget(parent), m_plot(new QCustomPlot(this)), m_raw(m_plot->addGraph()),
      m_smooth(m_plot->addGraph()), m_rate(m_plot->addGraph(m_plot->xAxis, m_plot->yAxis2)),
      m_marker(new QCPItemTracer(m_plot)), m_nothing(new QCPItemText(m_plot))
{
    setObjectName(QStringLiteral("lossPlot"));
    setFocusPolicy(Qt::StrongFocus);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    m_plot->setMinimumSize(200, 120);
    m_plot->axisRect()->setMinimumMargins({4, 10, 14, 4});
    m_plot->yAxis2->setNumberFormat(QStringLiteral("gb"));
    m_plot->yAxis2->setNumberPrecision(2);
    m_plot->yAxis->setNumberFormat(QStringLiteral("gb"));
    m_plot->yAxis->setNumberPrecision(3);
    m_marker->setStyle(QCPItemTracer::tsCircle);
    m_marker->setSize(9);
    m_nothing->position->setType(QCPItemPosition::ptAxisRectRatio);
    m_nothing->position->setCoords(0.5, 0.5);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    retranslate();
    colour();
    refill();
}

void LossPlot::setPoints(std::vector<training::LogPoint> points)
{
    m_points = std::move(points);
    m_means = training::smoothedLoss(
        m_points, std::max(leastMemory, memoryShare * double(m_points.size())));
    if (m_marked >= pointCount())
        m_marked = -1;
    refill();
}

void LossPlot::setLogarithmic(bool logarithmic)
{
    m_logarithmic = logarithmic;
    scale();
}

void LossPlot::setRateShown(bool shown)
{
    m_rateShown = shown;
    scale();
}

bool LossPlot::isLogarithmic() const
{
    return m_plot->yAxis->scaleType() == QCPAxis::stLogarithmic;
}

QPointF LossPlot::placeOf(int point) const
{
    const auto at = size_t(point);
    const QPointF inPlot(m_plot->xAxis->coordToPixel(double(m_points[at].step)),
                         m_plot->yAxis->coordToPixel(m_means[at]));
    return m_plot->mapToParent(inPlot.toPoint());
}

QString LossPlot::readout() const
{
    if (m_points.empty())
        return {};
    const size_t at = m_marked < 0 ? m_points.size() - 1 : size_t(m_marked);
    const training::LogPoint& point = m_points[at];
    const QString step = locale().toString(qlonglong(point.step)),
                  loss = locale().toString(point.loss, 'g', 4),
                  mean = locale().toString(m_means[at], 'g', 4),
                  rate = locale().toString(point.learningRate, 'g', 3);
    if (!m_rateShown || point.learningRate <= 0)
        return tr("Step %1 · loss %2 · smoothed %3").arg(step, loss, mean);
    return tr("Step %1 · loss %2 · smoothed %3 · rate %4").arg(step, loss, mean, rate);
}

void LossPlot::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    if (event->type() == QEvent::PaletteChange)
        colour();
    QWidget::changeEvent(event);
}

void LossPlot::retranslate()
{
    setAccessibleName(tr("Loss over the steps"));
    m_plot->xAxis->setLabel(tr("Step"));
    m_plot->yAxis->setLabel(tr("Loss"));
    m_plot->yAxis2->setLabel(tr("Learning rate"));
    m_nothing->setText(tr("The loss is drawn here while the model learns: it should fall."));
    mark(m_marked);
}

void LossPlot::colour()
{
    const QColor quiet = theme::quietText(palette()), accent = theme::accentColour(palette());
    colourAxes(*m_plot, {m_plot->xAxis, m_plot->yAxis, m_plot->yAxis2}, *this);
    m_plot->axisRect()->setBackground(QBrush(palette().color(QPalette::Base)));
    m_plot->yAxis2->grid()->setVisible(false);
    QColor faint = accent;
    faint.setAlpha(90);
    m_raw->setPen(QPen(faint, 1));
    m_smooth->setPen(QPen(accent, 2.2));
    QColor behind = quiet;
    behind.setAlpha(150);
    m_rate->setPen(QPen(behind, 1.2, Qt::DashLine));
    m_marker->setPen(QPen(palette().color(QPalette::WindowText), 1.5));
    m_marker->setBrush(accent);
    m_nothing->setColor(quiet);
    m_nothing->setFont(font());
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::refill()
{
    QVector<double> steps, losses, means, rates;
    for (size_t i = 0; i < m_points.size(); ++i) {
        steps.append(double(m_points[i].step));
        losses.append(m_points[i].loss);
        means.append(m_means[i]);
        rates.append(m_points[i].learningRate);
    }
    m_raw->setData(steps, losses, true);
    m_smooth->setData(steps, means, true);
    m_rate->setData(steps, rates, true);
    const auto dots = m_points.size() == 1 ? QCPScatterStyle::ssDisc : QCPScatterStyle::ssNone;
    m_smooth->setScatterStyle(QCPScatterStyle(dots, 6)); // one point makes no line
    scale();
    mark(m_marked);
}

void LossPlot::scale()
{
    const bool any = !m_points.empty();
    const double least = any ? leastOf(m_points) : 0;
    const bool isLogarithmic = m_logarithmic && any && least > 0;
    const QCPRange range(least, !any            ? 1
                                : isLogarithmic ? mostOf(m_points)
                                                : usualMostOf(m_points));
    const double ratio = isLogarithmic ? range.upper / range.lower : 1;
    m_plot->yAxis->setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    m_plot->yAxis->setTicker(tickerFor(isLogarithmic, ratio));
    if (isLogarithmic) {
        const double air = std::max(1.02, std::pow(ratio, 0.06));
        m_plot->yAxis->setRange(range.lower / air, range.upper * air);
    } else {
        const double air = std::max(0.06 * range.size(), 1e-3 * std::abs(range.upper) + 1e-12);
        m_plot->yAxis->setRange(range.lower - air, range.upper + air);
    }
    m_plot->xAxis->setRange(0, any ? double(m_points.back().step) : 1);
    m_nothing->setVisible(!any);
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabels(any);
        axis->setTicks(any);
        axis->grid()->setVisible(any);
    }
    double mostRate = 0;
    for (const training::LogPoint& point : m_points)
        mostRate = std::max(mostRate, point.learningRate);
    const bool rate = m_rateShown && mostRate > 0;
    m_rate->setVisible(rate);
    m_plot->yAxis2->setVisible(rate);
    m_plot->yAxis2->setRange(0, mostRate * 1.12);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void LossPlot::mark(int point)
{
    m_marked = point;
    m_marker->setVisible(point >= 0);
    m_marker->setGraph(point >= 0 ? m_smooth : nullptr); // it complains about graphs without data
    if (point >= 0)
        m_marker->setGraphKey(double(m_points[size_t(point)].step));
    const QString text = readout();
    setAccessibleDescription(tr("Arrow keys go from value to value. %1").arg(text));
    Q_EMIT readoutChanged(text);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

bool LossPlot::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_plot && event->type() == QEvent::MouseMove && !m_points.empty()) {
        const double step =
            m_plot->xAxis->pixelToCoord(static_cast<QMouseEvent*>(event)->position().x());
        const auto after = std::lower_bound(
            m_points.begin(), m_points.end(), step,
            [](const training::LogPoint& point, double at) { return double(point.step) < at; });
        int nearest = std::min(int(after - m_points.begin()), pointCount() - 1);
        if (nearest > 0 && step - double(m_points[size_t(nearest) - 1].step) <
                               double(m_points[size_t(nearest)].step) - step)
            --nearest;
        mark(nearest);
    } else if (watched == m_plot && event->type() == QEvent::Leave) {
        mark(-1);
    }
    return QWidget::eventFilter(watched, event);
}

void LossPlot::keyPressEvent(QKeyEvent* event)
{
    const int last = pointCount() - 1, from = m_marked < 0 ? last : m_marked;
    if (last < 0)
        return QWidget::keyPressEvent(event);
    switch (event->key()) {
    case Qt::Key_Left:
        return mark(std::max(from - 1, 0));
    case Qt::Key_Right:
        return mark(std::min(from + 1, last));
    case Qt::Key_Home:
        return mark(0);
    case Qt::Key_End:
        return mark(last);
    default:
        return QWidget::keyPressEvent(event);
    }
}

void LossPlot::focusOutEvent(QFocusEvent* event)
{
    mark(-1);
    QWidget::focusOutEvent(event);
}

} // namespace likeness::ui
