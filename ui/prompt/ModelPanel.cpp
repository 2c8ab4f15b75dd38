#include "ui/prompt/ModelPanel.h"

#include "ui/prompt/PathField.h"

#include <QComboBox>
#include <QEvent>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QStyle>

#include <algorithm>

namespace likeness::ui {

namespace {

void choose(QComboBox& box, const QString& data)
{
    const QSignalBlocker quiet(box);
    box.setCurrentIndex(std::max(0, box.findData(data)));
}

} // namespace

ModelPanel::ModelPanel(Session& session, StudioPort& port, QWidget* parent)
    : QWidget(parent), m_session(session), m_port(port), m_form(new QFormLayout(this)),
      m_model(new PathField(QStringLiteral("model"), PathField::Kind::fileOrFolder, this)),
      m_lightning(new PathField(QStringLiteral("lightning"), PathField::Kind::file, this)),
      m_adapter(new PathField(QStringLiteral("adapter"), PathField::Kind::file, this)),
      m_previewDecoder(
          new PathField(QStringLiteral("previewDecoder"), PathField::Kind::file, this)),
      m_precision(new QComboBox(this)), m_memory(new QComboBox(this)), m_estimate(new QLabel(this))
{
    m_precision->setObjectName(QStringLiteral("precision"));
    m_memory->setObjectName(QStringLiteral("memory"));
    m_form->setContentsMargins(0, 0, 0, 4);
    m_form->setVerticalSpacing(6);
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    for (QWidget* field : std::initializer_list<QWidget*>{m_model, m_lightning, m_adapter,
                                                          m_previewDecoder, m_precision, m_memory})
        m_form->addRow(new QLabel(this), field);
    m_estimate->setObjectName(QStringLiteral("memoryEstimate"));
    m_estimate->setProperty("quiet", true);
    m_estimate->setWordWrap(true);
    m_estimate->setTextFormat(Qt::PlainText);
    m_estimate->hide();
    m_form->addRow(m_estimate);
    m_pause.setSingleShot(true);
    m_pause.setInterval(300);
    connect(&m_pause, &QTimer::timeout, this, &ModelPanel::askEstimate);
    connect(&m_port, &StudioPort::memoryEstimated, this, &ModelPanel::showEstimate);

    const auto path = [this](PathField* field, Setting setting) {
        connect(field, &PathField::pathChosen, this,
                [this, setting](const QString& path) { m_session.change(setting, path); });
    };
    path(m_model, Setting::model);
    path(m_lightning, Setting::lightning);
    path(m_adapter, Setting::adapter);
    path(m_previewDecoder, Setting::previewDecoder);
    const auto choice = [this](QComboBox* box, Setting setting) {
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        connect(box, &QComboBox::activated, this,
                [this, box, setting] { m_session.change(setting, box->currentData()); });
    };
    choice(m_precision, Setting::precision);
    choice(m_memory, Setting::memory);
    connect(&m_session, &Session::settingChanged, this, &ModelPanel::show);
    retranslate();
    for (const Setting setting : allSettings())
        show(setting);
}

QString ModelPanel::summary() const
{
    return QFileInfo(m_session.settings().model).completeBaseName();
}

void ModelPanel::showEvent(QShowEvent* event)
{
    m_pause.start();
    QWidget::showEvent(event);
}

void ModelPanel::askEstimate()
{
    if (isVisible())
        m_port.estimateMemory(m_session.request(), ++m_ticket);
}

void ModelPanel::showEstimate(quint64 ticket, const QString& sentence, bool fits)
{
    if (ticket != m_ticket)
        return;
    m_estimate->setText(sentence);
    m_estimate->setProperty("problem", !fits);
    m_estimate->setProperty("quiet", fits);
    m_estimate->style()->unpolish(m_estimate); // the style sheet looks at the properties again
    m_estimate->style()->polish(m_estimate);
    m_estimate->show();
}

void ModelPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void ModelPanel::retranslate()
{
    const QStringList labels{tr("Model"),    tr("Lightning"), tr("Adapter"),
                             tr("Previews"), tr("Precision"), tr("Memory")};
    for (int row = 0; row < labels.size(); ++row)
        static_cast<QLabel*>(m_form->itemAt(row, QFormLayout::LabelRole)->widget())
            ->setText(labels[row]);
    m_model->setTexts(tr("Model file or folder"), tr("starter model"), tr("Choose a model"));
    m_lightning->setTexts(tr("Lightning file"), tr("the model's own, if it has one"), tr("Choose a Lightning file"));
    m_adapter->setTexts(tr("Identity adapter file"), tr("the model's own"),
                        tr("Choose a PuLID adapter"));
    m_previewDecoder->setTexts(tr("Preview decoder file"), tr("coarse, without a file"),
                               tr("Choose a TAESDXL decoder for sharper previews"));
    m_precision->setAccessibleName(tr("Precision"));
    m_memory->setAccessibleName(tr("Memory"));
    m_memory->setToolTip(tr("Where the weights wait while the picture is painted."));

    const QSignalBlocker quietPrecision(m_precision), quietMemory(m_memory);
    m_precision->clear();
    m_precision->addItem(tr("automatic"), QStringLiteral("auto"));
    for (const char* name : {"fp32", "bf16", "fp16"})
        m_precision->addItem(QLatin1String(name), QLatin1String(name));
    m_memory->clear();
    m_memory->addItem(tr("automatic"), QStringLiteral("auto"));
    m_memory->addItem(tr("all on the device: fastest"), QStringLiteral("whole"));
    m_memory->addItem(tr("block by block: least memory"), QStringLiteral("offload"));
    m_memory->addItem(tr("8-bit numbers: half the memory"), QStringLiteral("int8"));
    show(Setting::precision);
    show(Setting::memory);
}

void ModelPanel::show(Setting setting)
{
    const Settings& settings = m_session.settings();
    static const QList<Setting> light{Setting::prompt, Setting::negativePrompt, Setting::style,
                                      Setting::seed, Setting::seedLocked, Setting::mix};
    if (!light.contains(setting)) // what may take memory
        m_pause.start();
    switch (setting) {
    case Setting::model:
        m_model->showPath(settings.model);
        break;
    case Setting::lightning:
        m_lightning->showPath(settings.lightning);
        break;
    case Setting::adapter:
        m_adapter->showPath(settings.adapter);
        break;
    case Setting::previewDecoder:
        m_previewDecoder->showPath(settings.previewDecoder);
        break;
    case Setting::precision:
        choose(*m_precision, settings.precision);
        break;
    case Setting::memory:
        choose(*m_memory, settings.memory);
        break;
    default:
        break;
    }
}

} // namespace likeness::ui
