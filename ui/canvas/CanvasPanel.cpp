#include "ui/canvas/CanvasPanel.h"

#include "ui/charts/ScoreMeter.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include <cmath>

namespace likeness::ui {

CanvasPanel::CanvasPanel(QWidget* parent)
    : QWidget(parent), m_canvas(new CompareCanvas(this)), m_zoom(new QLabel(this)),
      m_fit(new QToolButton(this)), m_actual(new QToolButton(this)), m_figures(new QWidget(this)),
      m_likeness(new ScoreMeter(Score::likeness, m_figures)),
      m_purity(new ScoreMeter(Score::purity, m_figures))
{
    m_likeness->setObjectName(QStringLiteral("likenessMeter"));
    m_purity->setObjectName(QStringLiteral("purityMeter"));
    m_zoom->setObjectName(QStringLiteral("zoom"));
    m_zoom->setProperty("quiet", true);
    m_zoom->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_zoom->setMinimumWidth(m_zoom->fontMetrics().horizontalAdvance(QStringLiteral("6400 %")));

    auto* header = new QHBoxLayout;
    header->setContentsMargins(8, 6, 8, 6);
    header->setSpacing(2);
    for (size_t i = 0; i < m_modes.size(); ++i) {
        m_modes[i] = new QToolButton(this);
        m_modes[i]->setObjectName(QStringLiteral("mode-%1").arg(i));
        m_modes[i]->setProperty("segment", true);
        m_modes[i]->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        m_modes[i]->setIconSize({18, 18});
        m_modes[i]->setFocusPolicy(Qt::TabFocus);
        header->addWidget(m_modes[i]);
    }
    header->addStretch();
    header->addWidget(m_zoom);
    header->addSpacing(4);
    for (QToolButton* button : {m_fit, m_actual}) {
        button->setProperty("flat", true);
        button->setIconSize({18, 18});
        button->setFocusPolicy(Qt::TabFocus);
        header->addWidget(button);
    }
    auto* figures = new QHBoxLayout(m_figures);
    figures->setContentsMargins(14, 8, 14, 6);
    figures->setSpacing(32);
    figures->addWidget(m_likeness, 1);
    figures->addWidget(m_purity, 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(header);
    layout->addWidget(m_canvas, 1);
    layout->addWidget(m_figures);

    connect(m_canvas, &CompareCanvas::viewChanged, this, &CanvasPanel::showView);
    connect(m_canvas, &CompareCanvas::picturesChanged, this, &CanvasPanel::showView);
    retranslate();
    showView();
}

void CanvasPanel::setActions(const std::array<QAction*, 4>& modes, QAction* fit, QAction* actual)
{
    for (size_t i = 0; i < modes.size(); ++i)
        m_modes[i]->setDefaultAction(modes[i]);
    m_fit->setDefaultAction(fit);
    m_actual->setDefaultAction(actual);
}

void CanvasPanel::showScores(const generation::Scores* scores)
{
    if (!scores) {
        m_likeness->setPending();
        m_purity->setPending();
        return;
    }
    m_likeness->setValue(scores->likeness);
    m_purity->setValue(scores->purity);
}

void CanvasPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void CanvasPanel::retranslate()
{
    m_canvas->setEmptyText(
        tr("Press Generate or Ctrl+Enter"),
        tr("The portrait appears here step by step, without and with the person in the photo."));
}

void CanvasPanel::showView()
{
    // A preview is small; its magnification says nothing about the picture to come.
    const bool none =
        (m_canvas->on().isNull() && m_canvas->off().isNull()) || m_canvas->isPreview();
    m_zoom->setText(none ? QString() : tr("%1 %").arg(std::lround(m_canvas->zoom() * 100)));
}

} // namespace likeness::ui
