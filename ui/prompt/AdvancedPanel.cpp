#include "ui/prompt/AdvancedPanel.h"

#include "ui/look/Fold.h"
#include "ui/prompt/IdentityTuningPanel.h"
#include "ui/prompt/LoraList.h"
#include "ui/prompt/ModelPanel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace likeness::ui {

namespace {

// A size field: 0 leaves it to the model, else multiples of 8.
class SideSpin : public QSpinBox {
public:
    SideSpin(const QString& objectName, QWidget* parent) : QSpinBox(parent)
    {
        setObjectName(objectName);
        setRange(0, 4096);
        setSingleStep(64);
        setKeyboardTracking(false);
    }

    // The number typed, brought to a side that the models can paint.
    int side() const { return value() == 0 ? 0 : std::max(64, value() / 8 * 8); }
};

// The engine's samplers, and what artists call them. tests/ui/Machinery.cpp compares them with the
// engine's own list.
constexpr std::pair<const char*, const char*> samplers[] = {
    {"euler", "Euler"},
    {"euler_karras", "Euler Karras"},
    {"euler_a", "Euler a"},
    {"dpmpp_2m", "DPM++ 2M"},
    {"dpmpp_2m_karras", "DPM++ 2M Karras"},
    {"dpmpp_2m_sde", "DPM++ 2M SDE"},
    {"dpmpp_2m_sde_karras", "DPM++ 2M SDE Karras"},
    {"dpmpp_sde_karras", "DPM++ SDE Karras"},
    {"ddim", "DDIM"},
    {"unipc", "UniPC"},
    {"unipc_karras", "UniPC Karras"},
    {"lcm", "LCM"},
};

void chooseData(QComboBox* box, const QString& data)
{
    const QSignalBlocker quiet(box);
    const int index = box->findData(data);
    box->setCurrentIndex(index < 0 ? 0 : index);
}

} // namespace

AdvancedPanel::AdvancedPanel(Session& session, StudioPort& port, QWidget* parent)
    : QWidget(parent), m_session(session), m_form(new QFormLayout),
      m_guidance(new QDoubleSpinBox(this)), m_width(new SideSpin(QStringLiteral("width"), this)),
      m_height(new SideSpin(QStringLiteral("height"), this)), m_sampler(new QComboBox(this)),
      m_twin(new QCheckBox(this)), m_loras(new LoraList(session, this)),
      m_identity(new IdentityTuningPanel(session, this)), m_model(new ModelPanel(session, port, this)),
      m_loraFold(new Fold(QStringLiteral("loraFold"), m_loras, this)),
      m_identityFold(new Fold(QStringLiteral("identityFold"), m_identity, this)),
      m_modelFold(new Fold(QStringLiteral("modelFold"), m_model, this))
{
    build();
    connectFields();
    retranslate();
    for (const Setting setting : allSettings())
        show(setting);
}

void AdvancedPanel::build()
{
    m_guidance->setObjectName(QStringLiteral("guidance"));
    m_guidance->setRange(0, 30);
    m_guidance->setSingleStep(0.1);
    m_guidance->setDecimals(1);
    m_sampler->setObjectName(QStringLiteral("sampler"));
    m_twin->setObjectName(QStringLiteral("twin"));
    m_sampler->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);

    auto* size = new QWidget(this);
    auto* sides = new QHBoxLayout(size);
    sides->setContentsMargins(0, 0, 0, 0);
    sides->setSpacing(6);
    sides->addWidget(m_width, 1);
    sides->addWidget(new QLabel(QStringLiteral("×"), size));
    sides->addWidget(m_height, 1);
    size->setFocusProxy(m_width);

    m_form->setContentsMargins(0, 0, 0, 0);
    m_form->setVerticalSpacing(6);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (QWidget* field : std::initializer_list<QWidget*>{m_guidance, size, m_sampler})
        m_form->addRow(new QLabel(this), field);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(m_form);
    layout->addWidget(m_twin);
    const std::pair<Fold*, QWidget*> folds[] = {
        {m_loraFold, m_loras}, {m_identityFold, m_identity}, {m_modelFold, m_model}};
    for (const auto& [fold, content] : folds) {
        layout->addWidget(fold, 0, Qt::AlignLeft);
        layout->addWidget(content);
    }
}

void AdvancedPanel::connectFields()
{
    const auto change = [this](Setting setting) {
        return [this, setting](const auto& value) {
            m_session.change(setting, QVariant::fromValue(value));
        };
    };
    connect(m_guidance, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        m_session.change(Setting::guidance, value == 0 ? -1.0 : value);
    });
    const auto side = [this](QSpinBox* spin, Setting setting) {
        connect(spin, &QSpinBox::valueChanged, this, [this, spin, setting] {
            m_session.change(setting, static_cast<SideSpin*>(spin)->side());
            show(setting);
        });
    };
    side(m_width, Setting::width);
    side(m_height, Setting::height);
    connect(m_sampler, &QComboBox::activated, this,
            [this] { m_session.change(Setting::sampler, m_sampler->currentData()); });
    connect(m_twin, &QCheckBox::toggled, this, change(Setting::twin));
    connect(m_identity, &IdentityTuningPanel::refused, this, &AdvancedPanel::refused);
    connect(&m_session, &Session::settingChanged, this, &AdvancedPanel::show);
    connect(&m_session, &Session::settingChanged, this, &AdvancedPanel::summarise);
}

void AdvancedPanel::setDefaults(const generation::PortraitRequest& defaults)
{
    m_defaults = defaults;
    retranslate();
}

void AdvancedPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void AdvancedPanel::retranslate()
{
    const QStringList labels{tr("Guidance"), tr("Size"), tr("Sampler")};
    for (int row = 0; row < labels.size(); ++row)
        static_cast<QLabel*>(m_form->itemAt(row, QFormLayout::LabelRole)->widget())
            ->setText(labels[row]);

    m_guidance->setAccessibleName(tr("Guidance"));
    m_guidance->setToolTip(
        tr("How closely the picture follows the prompt; high values harden colours."));
    m_guidance->setSpecialValueText(
        m_defaults.guidance > 0
            ? tr("model's own (%1)").arg(locale().toString(m_defaults.guidance, 'f', 1))
            : tr("model's own"));
    m_width->setAccessibleName(tr("Width in pixels"));
    m_height->setAccessibleName(tr("Height in pixels"));
    m_width->setSpecialValueText(m_defaults.width > 0 ? tr("own (%1)").arg(m_defaults.width)
                                                      : tr("model's own"));
    m_height->setSpecialValueText(m_defaults.height > 0 ? tr("own (%1)").arg(m_defaults.height)
                                                        : tr("model's own"));
    m_sampler->setAccessibleName(tr("Sampler"));
    m_twin->setText(tr("Paint the identity-off twin as well"));
    m_twin->setToolTip(
        tr("The same seed without the photo. It makes comparing and the purity figure possible, "
           "and takes about as long again."));

    const QSignalBlocker quietSampler(m_sampler);
    m_sampler->clear();
    m_sampler->addItem(tr("model's own"), QString());
    for (const auto& [name, label] : samplers)
        m_sampler->addItem(QLatin1String(label), QLatin1String(name));
    show(Setting::sampler);
    summarise();
}

void AdvancedPanel::summarise()
{
    const size_t loras = m_session.settings().loras.size();
    m_loraFold->setTexts(tr("LoRAs"), loras == 0 ? QString() : QString::number(loras));
    m_identityFold->setTexts(tr("Identity"), m_identity->summary());
    m_modelFold->setTexts(tr("Model and memory"), m_model->summary());
}

void AdvancedPanel::show(Setting setting)
{
    const Settings& settings = m_session.settings();
    const auto number = [](auto* field, auto value) {
        const QSignalBlocker quiet(field);
        field->setValue(value);
    };
    switch (setting) {
    case Setting::guidance:
        number(m_guidance, settings.guidance < 0 ? 0.0 : settings.guidance);
        break;
    case Setting::width:
        number(m_width, settings.width);
        break;
    case Setting::height:
        number(m_height, settings.height);
        break;
    case Setting::sampler:
        chooseData(m_sampler, settings.sampler);
        break;
    case Setting::twin: {
        const QSignalBlocker quiet(m_twin);
        m_twin->setChecked(settings.twin);
        break;
    }
    default:
        break;
    }
}

} // namespace likeness::ui
