#include "ui/prompt/AdvancedPanel.h"

#include "ui/prompt/PathField.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>

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

void chooseData(QComboBox* box, const QString& data)
{
    const QSignalBlocker quiet(box);
    const int index = box->findData(data);
    box->setCurrentIndex(index < 0 ? 0 : index);
}

} // namespace

AdvancedPanel::AdvancedPanel(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_form(new QFormLayout(this)),
      m_guidance(new QDoubleSpinBox(this)), m_width(new SideSpin(QStringLiteral("width"), this)),
      m_height(new SideSpin(QStringLiteral("height"), this)), m_sampler(new QComboBox(this)),
      m_precision(new QComboBox(this)),
      m_model(new PathField(QStringLiteral("model"), PathField::Kind::fileOrFolder, this)),
      m_lightning(new PathField(QStringLiteral("lightning"), PathField::Kind::file, this)),
      m_adapter(new PathField(QStringLiteral("adapter"), PathField::Kind::file, this)),
      m_twin(new QCheckBox(this))
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
    m_precision->setObjectName(QStringLiteral("precision"));
    m_twin->setObjectName(QStringLiteral("twin"));
    for (QComboBox* box : {m_sampler, m_precision})
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);

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
    m_form->setLabelAlignment(Qt::AlignLeft);
    for (QWidget* field :
         {static_cast<QWidget*>(m_guidance), size, static_cast<QWidget*>(m_sampler),
          static_cast<QWidget*>(m_precision), static_cast<QWidget*>(m_model),
          static_cast<QWidget*>(m_lightning), static_cast<QWidget*>(m_adapter)})
        m_form->addRow(new QLabel(this), field);
    m_form->addRow(m_twin);
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
    const auto choice = [this](QComboBox* box, Setting setting) {
        connect(box, &QComboBox::activated, this,
                [this, box, setting] { m_session.change(setting, box->currentData()); });
    };
    choice(m_sampler, Setting::sampler);
    choice(m_precision, Setting::precision);
    connect(m_model, &PathField::pathChosen, this, change(Setting::model));
    connect(m_lightning, &PathField::pathChosen, this, change(Setting::lightning));
    connect(m_adapter, &PathField::pathChosen, this, change(Setting::adapter));
    connect(m_twin, &QCheckBox::toggled, this, change(Setting::twin));
    connect(&m_session, &Session::settingChanged, this, &AdvancedPanel::show);
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
    const QStringList labels{tr("Guidance"), tr("Size"),      tr("Sampler"), tr("Precision"),
                             tr("Model"),    tr("Lightning"), tr("Adapter")};
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
    m_precision->setAccessibleName(tr("Precision"));
    m_model->setTexts(tr("Model file or folder"), tr("starter model"), tr("Choose a model"));
    m_lightning->setTexts(tr("Lightning file"), tr("none"), tr("Choose a Lightning file"));
    m_adapter->setTexts(tr("Identity adapter file"), tr("the model's own"),
                        tr("Choose a PuLID adapter"));
    m_twin->setText(tr("Paint the identity-off twin as well"));
    m_twin->setToolTip(
        tr("The same seed without the photo. It makes comparing and the purity figure possible, "
           "and takes about as long again."));

    const QSignalBlocker quietSampler(m_sampler), quietPrecision(m_precision);
    m_sampler->clear();
    m_sampler->addItem(tr("model's own"), QString());
    m_sampler->addItem(QStringLiteral("Euler"), QStringLiteral("euler"));
    m_sampler->addItem(QStringLiteral("DPM++ 2M"), QStringLiteral("dpmpp_2m"));
    m_precision->clear();
    m_precision->addItem(tr("automatic"), QStringLiteral("auto"));
    for (const char* name : {"fp32", "bf16", "fp16"})
        m_precision->addItem(QLatin1String(name), QLatin1String(name));
    show(Setting::sampler);
    show(Setting::precision);
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
    case Setting::precision:
        chooseData(m_precision, settings.precision);
        break;
    case Setting::model:
        m_model->showPath(settings.model);
        break;
    case Setting::lightning:
        m_lightning->showPath(settings.lightning);
        break;
    case Setting::adapter:
        m_adapter->showPath(settings.adapter);
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
