#include "ui/charts/ScoreMeter.h"

#include "ui/look/Theme.h"

#include <QEvent>
#include <QPainter>

#include <algorithm>

namespace likeness::ui {

ScoreMeter::ScoreMeter(Score score, QWidget* parent) : QWidget(parent), m_score(score)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    describe();
}

void ScoreMeter::setValue(std::optional<double> value)
{
    m_value = value;
    m_isPending = false;
    describe();
    update();
}

void ScoreMeter::setPending()
{
    m_value.reset();
    m_isPending = true;
    describe();
    update();
}

QString ScoreMeter::sentence() const
{
    return m_isPending ? tr("Measured when the picture is done.") : sentenceFor(m_score, m_value);
}

QSize ScoreMeter::sizeHint() const
{
    return {260, fontMetrics().height() * 2 + 14};
}

QSize ScoreMeter::minimumSizeHint() const
{
    return {150, sizeHint().height()};
}

void ScoreMeter::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        describe();
    QWidget::changeEvent(event);
}

void ScoreMeter::describe()
{
    const QString figure = m_value ? locale().toString(*m_value, 'f', 2) : tr("none");
    setAccessibleName(QStringLiteral("%1: %2").arg(titleOf(m_score), figure));
    setAccessibleDescription(sentence());
    setToolTip(explanationOf(m_score));
}

void ScoreMeter::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QFont heading = font();
    heading.setWeight(QFont::DemiBold);
    const QFontMetricsF metrics(heading);
    const QString title = titleOf(m_score);
    painter.setFont(heading);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(QRectF(0, 0, width(), metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     title);
    painter.setFont(font());

    // The bar fills the line between the title and the figure.
    const QString figure = m_value ? locale().toString(*m_value, 'f', 2) : QStringLiteral("–");
    const double figureWidth = QFontMetricsF(font()).horizontalAdvance(QStringLiteral("0.00")) + 4;
    painter.drawText(QRectF(width() - figureWidth, 0, figureWidth, metrics.height()),
                     Qt::AlignRight | Qt::AlignVCenter, figure);
    const double left = metrics.horizontalAdvance(title) + 12;
    const QRectF track(left, metrics.height() / 2 - 4,
                       std::max(40.0, width() - figureWidth - 10 - left), 8);
    const ScoreBands bands = bandsOf(m_score);
    const auto place = [&bands](double value) {
        return (std::clamp(value, bands.drawnFrom, 1.0) - bands.drawnFrom) / (1 - bands.drawnFrom);
    };
    const double edges[] = {0, place(bands.weak), place(bands.fair), place(bands.strong), 1};
    const QColor full = theme::onColour(), empty = theme::frameColour(palette());
    for (int band = 0; band < 4; ++band) {
        const double mix = band / 3.0 * (m_value ? 0.85 : 0.0);
        const QColor colour =
            QColor::fromRgbF(float(empty.redF() + (full.redF() - empty.redF()) * mix),
                             float(empty.greenF() + (full.greenF() - empty.greenF()) * mix),
                             float(empty.blueF() + (full.blueF() - empty.blueF()) * mix));
        const QRectF part(track.left() + edges[band] * track.width(), track.top(),
                          (edges[band + 1] - edges[band]) * track.width() - (band < 3 ? 1.5 : 0),
                          track.height());
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(part, 2, 2);
    }
    if (m_value) {
        const double x = track.left() + place(*m_value) * track.width();
        painter.setPen(QPen(palette().color(QPalette::Window), 2));
        painter.setBrush(palette().color(QPalette::WindowText));
        painter.drawEllipse(QPointF(x, track.center().y()), 6.5, 6.5);
    }
    painter.setPen(theme::quietText(palette()));
    painter.drawText(QRectF(0, metrics.height() + 6, width(), metrics.height()),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     fontMetrics().elidedText(sentence(), Qt::ElideRight, width()));
}

} // namespace likeness::ui
