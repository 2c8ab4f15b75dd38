#include "ui/prompt/IdentityTuningPanel.h"

#include "ui/prompt/RangeBar.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSpinBox>

#include <cmath>

namespace likeness::ui {

namespace {

const QString custom = QStringLiteral("custom"); // of the box; the session knows values only

void setLabels(QFormLayout& form, const QStringList& labels)
{
    for (int row = 0; row < labels.size(); ++row)
        static_cast<QLabel*>(form.itemAt(row, QFormLayout::LabelRole)->widget())
            ->setText(labels[row]);
}

void choose(QComboBox& box, const QString& data)
{
    const QSignalBlocker quiet(box);
    box.setCurrentIndex(std::max(0, box.findData(data)));
}

void prepare(QFormLayout& form)
{
    form.setContentsMargins(0, 0, 0, 0);
    form.setVerticalSpacing(6);
    form.setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form.setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

} // namespace

IdentityTuningPanel::IdentityTuningPanel(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_form(new QFormLayout), m_preset(new QComboBox(this)),
      m_presetSentence(new QLabel(this)), m_own(new QWidget(this)),
      m_ownForm(new QFormLayout(m_own)), m_zeroTokens(new QSpinBox(m_own)),
      m_ortho(new QComboBox(m_own)), m_blocks(new QLineEdit(m_own)), m_start(new QSpinBox(this)),
      m_end(new QSpinBox(this)), m_bar(new RangeBar(this)), m_join(new QCheckBox(m_own)),
      m_maps(new QCheckBox(this))
{
    build();
    connectFields();
    retranslate();
    for (const Setting setting : allSettings())
        show(setting);
}

void IdentityTuningPanel::build()
{
    m_preset->setObjectName(QStringLiteral("identityPreset"));
    m_presetSentence->setProperty("quiet", true);
    m_presetSentence->setWordWrap(true);
    m_zeroTokens->setObjectName(QStringLiteral("zeroTokens"));
    m_zeroTokens->setRange(-1, 80);
    m_ortho->setObjectName(QStringLiteral("ortho"));
    m_blocks->setObjectName(QStringLiteral("blockStrengths"));
    m_join->setObjectName(QStringLiteral("joinTokens"));
    m_maps->setObjectName(QStringLiteral("recordMaps"));
    m_start->setObjectName(QStringLiteral("identityStart"));
    m_end->setObjectName(QStringLiteral("identityEnd"));
    m_bar->setObjectName(QStringLiteral("identityBar"));
    m_start->setRange(0, 99);
    m_end->setRange(1, 100);
    for (QSpinBox* spin : {m_start, m_end}) {
        spin->setSingleStep(5);
        spin->setKeyboardTracking(false);
    }
    for (QComboBox* box : {m_preset, m_ortho})
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);

    auto* span = new QWidget(this);
    auto* ends = new QHBoxLayout(span);
    ends->setContentsMargins(0, 0, 0, 0);
    ends->setSpacing(6);
    ends->addWidget(m_start, 1);
    ends->addWidget(new QLabel(QStringLiteral("–"), span));
    ends->addWidget(m_end, 1);
    span->setFocusProxy(m_start);

    prepare(*m_ownForm);
    m_ownForm->addRow(new QLabel(m_own), m_zeroTokens);
    m_ownForm->addRow(new QLabel(m_own), m_ortho);
    m_ownForm->addRow(new QLabel(m_own), m_blocks);
    m_ownForm->addRow(m_join);
    prepare(*m_form);
    m_form->addRow(new QLabel(this), m_preset);
    auto* spanForm = new QFormLayout;
    prepare(*spanForm);
    auto* spanLabel = new QLabel(this);
    spanLabel->setObjectName(QStringLiteral("spanLabel"));
    spanForm->addRow(spanLabel, span);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 4);
    layout->setSpacing(6);
    layout->addLayout(m_form);
    layout->addWidget(m_presetSentence);
    layout->addWidget(m_own);
    layout->addLayout(spanForm);
    layout->addWidget(m_bar);
    layout->addWidget(m_maps);
}

void IdentityTuningPanel::connectFields()
{
    const auto change = [this](Setting setting) {
        return [this, setting](const auto& value) {
            m_session.change(setting, QVariant::fromValue(value));
        };
    };
    connect(m_preset, &QComboBox::activated, this, &IdentityTuningPanel::choosePreset);
    connect(m_zeroTokens, &QSpinBox::valueChanged, this, change(Setting::zeroTokens));
    connect(m_ortho, &QComboBox::activated, this,
            [this] { m_session.change(Setting::ortho, m_ortho->currentData()); });
    connect(m_blocks, &QLineEdit::editingFinished, this, &IdentityTuningPanel::chooseBlocks);
    connect(m_join, &QCheckBox::toggled, this, change(Setting::joinTokens));
    connect(m_maps, &QCheckBox::toggled, this, change(Setting::recordMaps));
    connect(m_start, &QSpinBox::valueChanged, this, [this](int percent) {
        const double end = std::max(m_session.settings().identitySpan.end, (percent + 1) / 100.0);
        chooseSpan({percent / 100.0, end});
    });
    connect(m_end, &QSpinBox::valueChanged, this, [this](int percent) {
        const double start =
            std::min(m_session.settings().identitySpan.start, (percent - 1) / 100.0);
        chooseSpan({start, percent / 100.0});
    });
    connect(m_bar, &RangeBar::spanChosen, this, &IdentityTuningPanel::chooseSpan);
    connect(&m_session, &Session::settingChanged, this, &IdentityTuningPanel::show);
}

void IdentityTuningPanel::chooseSpan(Span span)
{
    m_session.change(Setting::identitySpan, QPointF(span.start, span.end));
}

void IdentityTuningPanel::choosePreset()
{
    const QString chosen = m_preset->currentData().toString();
    m_custom = chosen == custom;
    if (!m_custom) {
        Settings settings = m_session.settings();
        settings.identityPreset = chosen;
        settings.zeroTokens = -1;
        settings.ortho.clear();
        settings.blockStrengths.clear();
        settings.joinTokens = false;
        m_session.apply(settings, titleOf(Setting::identityPreset));
    }
    showOwnValues();
}

void IdentityTuningPanel::chooseBlocks()
{
    if (m_blocks->text() == m_session.settings().value(Setting::blockStrengths).toString())
        return;
    if (!m_session.change(Setting::blockStrengths, m_blocks->text()))
        Q_EMIT refused(tr("“%1” are no block strengths: type numbers from 0 to 5, as in 1, 1, 0.5.")
                           .arg(m_blocks->text()));
    show(Setting::blockStrengths);
}

bool IdentityTuningPanel::hasOwnValues() const
{
    const Settings& settings = m_session.settings();
    return settings.zeroTokens >= 0 || !settings.ortho.isEmpty() ||
           !settings.blockStrengths.empty() || settings.joinTokens;
}

void IdentityTuningPanel::showOwnValues()
{
    const bool own = m_custom || hasOwnValues();
    choose(*m_preset, own ? custom : m_session.settings().identityPreset);
    m_own->setVisible(own);
    const QString preset = m_preset->currentData().toString();
    m_presetSentence->setText(
        preset == QLatin1String("fidelity")  ? tr("The person first: the face is kept closely.")
        : preset == QLatin1String("style")   ? tr("The picture first: the style bends the face.")
        : preset == QLatin1String("neutral") ? tr("Nothing held back: the plain sum of both.")
        : own ? tr("Your own values; what is left alone stays the preset's.")
              : QString());
    m_presetSentence->setVisible(!m_presetSentence->text().isEmpty());
}

QString IdentityTuningPanel::summary() const
{
    const Settings& settings = m_session.settings();
    const bool isModels = settings.identityPreset.isEmpty() && !hasOwnValues();
    QStringList words;
    if (!isModels)
        words.append(m_preset->currentText());
    if (settings.identitySpan != Span{})
        words.append(tr("%1–%2 %")
                         .arg(std::lround(settings.identitySpan.start * 100))
                         .arg(std::lround(settings.identitySpan.end * 100)));
    if (settings.recordMaps)
        words.append(tr("maps"));
    return words.join(QStringLiteral(", "));
}

void IdentityTuningPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void IdentityTuningPanel::retranslate()
{
    setLabels(*m_form, {tr("Preset")});
    setLabels(*m_ownForm, {tr("Zero tokens"), tr("Ortho"), tr("Blocks")});
    findChild<QLabel*>(QStringLiteral("spanLabel"))->setText(tr("Steps"));
    {
        const QSignalBlocker quietPreset(m_preset), quietOrtho(m_ortho);
        m_preset->clear();
        m_preset->addItem(tr("model's own"), QString());
        m_preset->addItem(tr("Fidelity"), QStringLiteral("fidelity"));
        m_preset->addItem(tr("Style"), QStringLiteral("style"));
        m_preset->addItem(tr("Neutral"), QStringLiteral("neutral"));
        m_preset->addItem(tr("Custom"), custom);
        m_ortho->clear();
        m_ortho->addItem(tr("preset's"), QString());
        m_ortho->addItem(tr("none"), QStringLiteral("none"));
        m_ortho->addItem(QStringLiteral("v1"), QStringLiteral("v1"));
        m_ortho->addItem(QStringLiteral("v2"), QStringLiteral("v2"));
    }
    m_preset->setAccessibleName(tr("Identity preset"));
    m_zeroTokens->setAccessibleName(tr("Zero tokens"));
    m_zeroTokens->setSpecialValueText(tr("preset's"));
    m_zeroTokens->setToolTip(
        tr("Places where the picture may look away from the person: more leave more of it alone."));
    m_ortho->setAccessibleName(tr("Ortho mode"));
    m_ortho->setToolTip(tr("Which part of the identity is kept where it pulls against the prompt."));
    m_blocks->setAccessibleName(tr("Strength per block"));
    m_blocks->setPlaceholderText(tr("1 each"));
    m_blocks->setToolTip(tr("Factors on the strength, one per block of the model: down, up, mid."));
    m_join->setText(tr("All tokens of all photos (v1 adapters)"));
    m_start->setAccessibleName(tr("Identity starts at this share of the steps"));
    m_end->setAccessibleName(tr("Identity ends at this share of the steps"));
    for (QSpinBox* spin : {m_start, m_end}) {
        spin->setSuffix(tr(" %"));
        spin->setToolTip(tr("During which part of the steps the identity works. A later start "
                            "leaves the layout to the prompt."));
    }
    m_bar->setToolTip(m_start->toolTip());
    m_maps->setText(tr("Export where it looked (attention maps)"));
    for (const Setting setting : {Setting::ortho, Setting::identityPreset})
        show(setting);
}

void IdentityTuningPanel::show(Setting setting)
{
    const Settings& settings = m_session.settings();
    const auto number = [](QSpinBox* spin, int value) {
        const QSignalBlocker quiet(spin);
        spin->setValue(value);
    };
    const auto tick = [](QCheckBox* box, bool ticked) {
        const QSignalBlocker quiet(box);
        box->setChecked(ticked);
    };
    switch (setting) {
    case Setting::identityPreset:
        m_custom = false;
        break;
    case Setting::zeroTokens:
        number(m_zeroTokens, settings.zeroTokens);
        break;
    case Setting::ortho:
        choose(*m_ortho, settings.ortho);
        break;
    case Setting::blockStrengths:
        m_blocks->setText(settings.value(setting).toString());
        break;
    case Setting::joinTokens:
        tick(m_join, settings.joinTokens);
        break;
    case Setting::recordMaps:
        tick(m_maps, settings.recordMaps);
        return;
    case Setting::identitySpan:
        number(m_start, int(std::lround(settings.identitySpan.start * 100)));
        number(m_end, int(std::lround(settings.identitySpan.end * 100)));
        m_bar->showSpan(settings.identitySpan);
        return;
    default:
        return;
    }
    showOwnValues();
}

} // namespace likeness::ui
