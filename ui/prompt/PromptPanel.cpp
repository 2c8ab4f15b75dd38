#include "ui/prompt/PromptPanel.h"

#include "ui/look/Fold.h"
#include "ui/look/WheelGuard.h"
#include "ui/prompt/AdvancedPanel.h"
#include "ui/prompt/PromptEdit.h"
#include "ui/prompt/SeedField.h"
#include "ui/prompt/StrengthField.h"
#include "ui/prompt/StyleChips.h"

#include <QAction>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QRandomGenerator>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>

namespace likeness::ui {

PromptPanel::PromptPanel(Session& session, StudioPort& port, QWidget* parent)
    : QWidget(parent), m_session(session), m_port(port), m_promptLabel(new QLabel(this)),
      m_negativeLabel(new QLabel(this)), m_styleLabel(new QLabel(this)),
      m_strengthLabel(new QLabel(this)), m_stepsLabel(new QLabel(this)),
      m_seedLabel(new QLabel(this)), m_prompt(new PromptEdit(3, this)),
      m_negative(new PromptEdit(1, this)), m_styles(new StyleChips(this)),
      m_strength(new StrengthField(this)), m_steps(new QSpinBox(this)),
      m_stepsSentence(new QLabel(this)), m_seed(new SeedField(this)),
      m_advanced(new AdvancedPanel(session, port, this)),
      m_advancedToggle(new Fold(QStringLiteral("advancedToggle"), m_advanced, this)),
      m_generate(new QPushButton(this))
{
    build();
    connectFields();
    askDefaults();
    retranslate();
    for (const Setting setting : allSettings())
        show(setting);
}

void PromptPanel::build()
{
    m_prompt->setObjectName(QStringLiteral("prompt"));
    m_negative->setObjectName(QStringLiteral("negativePrompt"));
    m_steps->setObjectName(QStringLiteral("steps"));
    m_steps->setRange(0, 150);
    m_stepsSentence->setObjectName(QStringLiteral("stepsSentence"));
    m_stepsSentence->setProperty("quiet", true);
    m_stepsSentence->setWordWrap(true);
    m_generate->setObjectName(QStringLiteral("generate"));
    m_generate->setProperty("primary", true);
    for (QLabel* label :
         {m_promptLabel, m_negativeLabel, m_styleLabel, m_strengthLabel, m_stepsLabel, m_seedLabel})
        label->setProperty("heading", true);
    m_promptLabel->setBuddy(m_prompt);
    m_negativeLabel->setBuddy(m_negative);
    m_strengthLabel->setBuddy(m_strength);
    m_stepsLabel->setBuddy(m_steps);
    m_seedLabel->setBuddy(m_seed);

    auto* form = new QWidget;
    auto* fields = new QVBoxLayout(form);
    fields->setContentsMargins(12, 2, 12, 6);
    fields->setSpacing(3);
    const auto group = [fields](QLabel* label, QWidget* field) {
        if (fields->count() > 0)
            fields->addSpacing(6);
        fields->addWidget(label);
        fields->addWidget(field);
    };
    group(m_promptLabel, m_prompt);
    group(m_negativeLabel, m_negative);
    group(m_styleLabel, m_styles);
    group(m_strengthLabel, m_strength);
    auto* row = new QGridLayout;
    row->setHorizontalSpacing(12);
    row->setVerticalSpacing(4);
    row->addWidget(m_stepsLabel, 0, 0);
    row->addWidget(m_seedLabel, 0, 1);
    row->addWidget(m_steps, 1, 0);
    row->addWidget(m_seed, 1, 1);
    row->setColumnStretch(0, 2);
    row->setColumnStretch(1, 3);
    fields->addSpacing(6);
    fields->addLayout(row);
    fields->addWidget(m_stepsSentence);
    fields->addWidget(m_advancedToggle, 0, Qt::AlignLeft);
    fields->addWidget(m_advanced);
    fields->addStretch();

    auto* scroll = new QScrollArea(this);
    scroll->setObjectName(QStringLiteral("promptScroll"));
    scroll->setWidget(form);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->viewport()->setAutoFillBackground(false);
    form->setAutoFillBackground(false);
    new WheelGuard(*form);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(scroll, 1);
    auto* bottom = new QVBoxLayout;
    bottom->setContentsMargins(12, 8, 12, 10);
    bottom->addWidget(m_generate);
    layout->addLayout(bottom);
}

void PromptPanel::connectFields()
{
    const auto change = [this](Setting setting) {
        return [this, setting](const auto& value) {
            m_session.change(setting, QVariant::fromValue(value));
        };
    };
    connect(m_prompt, &PromptEdit::edited, this, change(Setting::prompt));
    connect(m_negative, &PromptEdit::edited, this, change(Setting::negativePrompt));
    connect(m_styles, &StyleChips::chosen, this, change(Setting::style));
    connect(m_strength, &StrengthField::strengthChosen, this, change(Setting::strength));
    connect(m_steps, &QSpinBox::valueChanged, this, change(Setting::steps));
    connect(m_seed, &SeedField::seedChosen, this, change(Setting::seed));
    connect(m_seed, &SeedField::lockChosen, this, change(Setting::seedLocked));
    connect(m_seed, &SeedField::refused, this, &PromptPanel::refused);
    connect(m_seed, &SeedField::diceThrown, this, [this] {
        m_session.change(Setting::seed, quint64(QRandomGenerator::global()->generate()));
    });
    connect(m_advanced, &AdvancedPanel::refused, this, &PromptPanel::refused);
    const auto weigh = [this](Setting setting) {
        return [this, setting](const QString& text) { // one step, never merged with typing
            Settings settings = m_session.settings();
            settings.set(setting, text);
            m_session.apply(settings, tr("weight of words"));
        };
    };
    connect(m_prompt, &PromptEdit::weighed, this, weigh(Setting::prompt));
    connect(m_negative, &PromptEdit::weighed, this, weigh(Setting::negativePrompt));
    connect(&m_session, &Session::settingChanged, this, &PromptPanel::show);
}

void PromptPanel::setStyles(const QList<Style>& styles)
{
    m_styles->setStyles(styles);
    m_styles->setChosen(m_session.settings().style);
}

void PromptPanel::setGenerateAction(QAction* generate)
{
    connect(m_generate, &QPushButton::clicked, generate, &QAction::trigger);
    const auto follow = [this, generate] {
        m_generate->setText(generate->text());
        m_generate->setToolTip(generate->shortcut().toString(QKeySequence::NativeText));
    };
    connect(generate, &QAction::changed, m_generate, follow);
    follow();
}

void PromptPanel::setAdvancedShown(bool shown)
{
    m_advancedToggle->setOpen(shown);
}

QList<Fold*> PromptPanel::folds() const
{
    return QList<Fold*>{m_advancedToggle} + m_advanced->folds();
}

void PromptPanel::setOpenFolds(const QStringList& names)
{
    for (Fold* fold : folds())
        fold->setOpen(names.contains(fold->objectName()));
}

QStringList PromptPanel::openFolds() const
{
    QStringList names;
    for (const Fold* fold : folds()) {
        if (fold->isOpen())
            names.append(fold->objectName());
    }
    return names;
}

void PromptPanel::focusPrompt()
{
    m_prompt->setFocus(Qt::ShortcutFocusReason);
}

void PromptPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void PromptPanel::retranslate()
{
    m_promptLabel->setText(tr("P&rompt"));
    m_negativeLabel->setText(tr("Av&oid"));
    m_styleLabel->setText(tr("Style"));
    m_strengthLabel->setText(tr("&Identity strength"));
    m_stepsLabel->setText(tr("S&teps"));
    m_seedLabel->setText(tr("See&d"));
    m_prompt->setAccessibleName(tr("Prompt"));
    m_prompt->setPlaceholderText(
        tr("What should the portrait show? “a man wearing a blue suit, laughing, in a forest”"));
    m_negative->setAccessibleName(tr("Negative prompt"));
    m_negative->setPlaceholderText(tr("what the picture should not show"));
    m_steps->setAccessibleName(tr("Steps"));
    m_steps->setToolTip(tr("How often the picture is refined."));
    m_advancedToggle->setTexts(tr("Advanced"), {});
    describeSteps();
}

void PromptPanel::describeSteps()
{
    m_steps->setSpecialValueText(m_defaults.steps > 0 ? tr("auto (%1)").arg(m_defaults.steps)
                                                      : tr("auto"));
    const bool slow = m_defaults.steps > 4;
    m_stepsSentence->setText(
        slow ? tr("This model takes %1 steps; with a Lightning file (Advanced) it takes 4.").arg(m_defaults.steps)
             : QString());
    m_stepsSentence->setVisible(slow);
}

void PromptPanel::askDefaults()
{
    const Settings& settings = m_session.settings();
    const base::Result<generation::PortraitRequest> defaults =
        m_port.defaultsFor(settings.model, settings.lightning, 0);
    if (!defaults)
        Q_EMIT refused(QString::fromStdString(defaults.error().message));
    m_defaults = defaults ? *defaults : generation::PortraitRequest{};
    describeSteps();
    showWhatGoesWithSteps();
}

void PromptPanel::showWhatGoesWithSteps()
{
    const Settings& settings = m_session.settings();
    const auto chosen = m_port.defaultsFor(settings.model, settings.lightning, settings.steps);
    m_advanced->setDefaults(chosen ? *chosen : m_defaults);
}

void PromptPanel::show(Setting setting)
{
    const Settings& settings = m_session.settings();
    switch (setting) {
    case Setting::prompt:
        m_prompt->showText(settings.prompt);
        break;
    case Setting::negativePrompt:
        m_negative->showText(settings.negativePrompt);
        break;
    case Setting::style:
        m_styles->setChosen(settings.style);
        break;
    case Setting::strength:
        m_strength->showStrength(settings.strength);
        break;
    case Setting::steps: {
        const QSignalBlocker quiet(m_steps);
        m_steps->setValue(settings.steps);
        showWhatGoesWithSteps();
        break;
    }
    case Setting::seed:
        m_seed->showSeed(settings.seed);
        break;
    case Setting::seedLocked:
        m_seed->showLocked(settings.seedLocked);
        break;
    case Setting::model:
    case Setting::lightning:
        askDefaults();
        break;
    default:
        break;
    }
}

} // namespace likeness::ui
