#include "ui/training/TrainingForm.h"

#include "ui/look/Fold.h"
#include "ui/prompt/PathField.h"
#include "ui/training/TrainingWords.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QSettings>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <cmath>

namespace likeness::ui {

namespace {

// Rates are read best as powers of ten: 0.0003 has steps of 0.0001.
class RateSpin : public QDoubleSpinBox {
public:
    explicit RateSpin(QWidget* parent) : QDoubleSpinBox(parent)
    {
        setDecimals(8);
        setRange(leastRate, mostRate);
        setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    }

    QString textFromValue(double value) const override { return locale().toString(value, 'g', 6); }
};

void setRange(QSpinBox* spin, WholeRange range)
{
    spin->setRange(range.least, range.most);
}

template <typename Spin, typename Value> void showNumber(Spin* spin, Value value)
{
    const QSignalBlocker quiet(spin);
    spin->setValue(value);
}

QLabel* labelOf(const QFormLayout* form, QWidget* field)
{
    return static_cast<QLabel*>(form->labelForField(field));
}

} // namespace

TrainingForm::TrainingForm(QSettings& settings, const QString& root, QWidget* parent)
    : QWidget(parent), m_settings(settings), m_root(root), m_kinds(new QButtonGroup(this)),
      m_what(new QLabel(this)), m_form(new QFormLayout), m_moreForm(new QFormLayout),
      m_more(new QWidget(this)), m_fold(new Fold(QStringLiteral("trainingFold"), m_more, this)),
      m_model(new PathField(QStringLiteral("trainingModel"), PathField::Kind::folder, this)),
      m_pictures(new PathField(QStringLiteral("trainingPictures"), PathField::Kind::folder, this)),
      m_folder(new PathField(QStringLiteral("trainingFolder"), PathField::Kind::folder, this)),
      m_lightning(new PathField(QStringLiteral("trainingLightning"), PathField::Kind::file, this)),
      m_stage(new QComboBox(this)), m_stageSentence(new QLabel(this)), m_steps(new QSpinBox(this)),
      m_persons(new QSpinBox(this)), m_batch(new QSpinBox(this)), m_rate(new RateSpin(this)),
      m_fastSteps(new QSpinBox(this)), m_guidance(new QDoubleSpinBox(this)),
      m_workers(new QSpinBox(this)), m_fromNothing(new QCheckBox(this))
{
    setObjectName(QStringLiteral("trainingForm"));
    for (const TrainingKind kind : allTrainingKinds) {
        m_fields[size_t(kind)] = fieldsAtFirst(kind, root);
        recallFields(settings, kind, m_fields[size_t(kind)]);
    }
    m_what->setProperty("quiet", true);
    m_what->setWordWrap(true);
    m_stageSentence->setProperty("quiet", true);
    m_stageSentence->setWordWrap(true);
    QWidget* kinds = buildKinds();
    buildRows();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(6);
    layout->addWidget(kinds);
    layout->addWidget(m_what);
    layout->addSpacing(6);
    layout->addLayout(m_form);
    layout->addWidget(m_fold, 0, Qt::AlignLeft);
    layout->addWidget(m_more);
    layout->addStretch(1);
    connectFields();
    const int kind = settings.value(QStringLiteral("training/kind")).toInt();
    m_kind = static_cast<TrainingKind>(std::clamp(kind, 0, int(allTrainingKinds.size()) - 1));
    m_kinds->button(int(m_kind))->setChecked(true);
    m_fold->setOpen(settings.value(QStringLiteral("training/moreOpen")).toBool());
    retranslate();
}

QWidget* TrainingForm::buildKinds()
{
    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    for (const TrainingKind kind : allTrainingKinds) {
        auto* button = new QToolButton(row);
        button->setObjectName(QStringLiteral("trainingKind-%1").arg(int(kind)));
        button->setProperty("segment", true);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::StrongFocus);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        m_kinds->addButton(button, int(kind));
        layout->addWidget(button, 1);
    }
    return row;
}

void TrainingForm::buildRows()
{
    const std::pair<QWidget*, const char*> names[] = {
        {m_stage, "trainingStage"},         {m_steps, "trainingSteps"},
        {m_persons, "trainingPersons"},     {m_batch, "trainingBatch"},
        {m_rate, "trainingRate"},           {m_fastSteps, "trainingFastSteps"},
        {m_guidance, "trainingGuidance"},   {m_workers, "trainingWorkers"},
        {m_fromNothing, "trainingFromNothing"}};
    for (const auto& [field, name] : names)
        field->setObjectName(QLatin1String(name));
    setRange(m_steps, stepsRange);
    setRange(m_batch, batchRange);
    setRange(m_fastSteps, fastStepsRange);
    setRange(m_workers, workersRange);
    m_guidance->setRange(leastGuidance, mostGuidance);
    m_guidance->setDecimals(1);
    m_guidance->setSingleStep(0.1);
    m_stage->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    for (QSpinBox* spin : {m_steps, m_persons}) {
        spin->setGroupSeparatorShown(true);
        spin->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
    }
    for (QFormLayout* form : {m_form, m_moreForm}) {
        form->setContentsMargins(0, 0, 0, 0);
        form->setVerticalSpacing(6);
        form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
        form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    }
    for (QWidget* field : std::initializer_list<QWidget*>{m_model, m_pictures, m_stage})
        m_form->addRow(new QLabel(this), field);
    m_form->addRow(m_stageSentence);
    for (QWidget* field : std::initializer_list<QWidget*>{m_lightning, m_folder, m_steps})
        m_form->addRow(new QLabel(this), field);
    for (QWidget* field : std::initializer_list<QWidget*>{m_persons, m_batch, m_rate, m_fastSteps,
                                                          m_guidance, m_workers})
        m_moreForm->addRow(new QLabel(m_more), field);
    m_moreForm->addRow(m_fromNothing);
    m_more->setLayout(m_moreForm);
    QWidget* before = m_kinds->button(int(allTrainingKinds.back())); // Tab goes as the eye does
    for (QWidget* field : std::initializer_list<QWidget*>{
             m_model, m_pictures, m_stage, m_lightning, m_folder, m_steps, m_fold, m_persons,
             m_batch, m_rate, m_fastSteps, m_guidance, m_workers, m_fromNothing}) {
        setTabOrder(before, field);
        before = field;
    }
}

void TrainingForm::connectFields()
{
    connect(m_kinds, &QButtonGroup::idClicked, this,
            [this](int kind) { choose(static_cast<TrainingKind>(kind)); });
    const auto edit = [this](auto TrainingFields::*field) {
        return [this, field](const auto& value) {
            if (edited().*field == value)
                return;
            edited().*field = value;
            summarise();
            Q_EMIT changed();
        };
    };
    connect(m_model, &PathField::pathChosen, this, edit(&TrainingFields::model));
    connect(m_pictures, &PathField::pathChosen, this, edit(&TrainingFields::pictures));
    connect(m_lightning, &PathField::pathChosen, this, edit(&TrainingFields::lightning));
    connect(m_folder, &PathField::pathChosen, this, [this, edit](const QString& path) {
        // Without a folder nothing can be kept: an empty field means the usual one.
        edit(&TrainingFields::folder)(path.isEmpty() ? fieldsAtFirst(m_kind, m_root).folder : path);
    });
    connect(m_stage, &QComboBox::activated, this, [this, edit] {
        edit(&TrainingFields::stage)(m_stage->currentData().toString());
        retranslateStages();
    });
    connect(m_steps, &QSpinBox::valueChanged, this, edit(&TrainingFields::steps));
    connect(m_persons, &QSpinBox::valueChanged, this, edit(&TrainingFields::persons));
    connect(m_batch, &QSpinBox::valueChanged, this, edit(&TrainingFields::batch));
    connect(m_rate, &QDoubleSpinBox::valueChanged, this, edit(&TrainingFields::learningRate));
    connect(m_fastSteps, &QSpinBox::valueChanged, this, edit(&TrainingFields::fastSteps));
    connect(m_guidance, &QDoubleSpinBox::valueChanged, this, edit(&TrainingFields::guidance));
    connect(m_workers, &QSpinBox::valueChanged, this, edit(&TrainingFields::workers));
    connect(m_fromNothing, &QCheckBox::toggled, this, [this, edit](bool fromNothing) {
        edit(&TrainingFields::fromNothing)(fromNothing);
        showRows();
    });
}

void TrainingForm::choose(TrainingKind kind)
{
    m_kind = kind;
    show();
    Q_EMIT changed();
}

void TrainingForm::show()
{
    const TrainingFields& shown = fields();
    m_what->setText(sentenceOf(m_kind));
    m_model->showPath(shown.model);
    m_pictures->showPath(shown.pictures);
    m_lightning->showPath(shown.lightning);
    m_folder->showPath(QDir::toNativeSeparators(shown.folder));
    {
        const QSignalBlocker quiet(m_persons);
        setRange(m_persons, personsRange(m_kind));
    }
    showNumber(m_steps, shown.steps);
    showNumber(m_persons, shown.persons);
    showNumber(m_batch, shown.batch);
    showNumber(m_rate, shown.learningRate);
    showNumber(m_fastSteps, shown.fastSteps);
    showNumber(m_guidance, shown.guidance);
    showNumber(m_workers, shown.workers);
    const QSignalBlocker quiet(m_fromNothing);
    m_fromNothing->setChecked(shown.fromNothing);
    retranslateStages();
    showRows();
    summarise();
}

void TrainingForm::showRows()
{
    const bool starter = m_kind == TrainingKind::starter,
               identity = m_kind == TrainingKind::identity,
               fast = m_kind == TrainingKind::fastSteps;
    m_form->setRowVisible(m_model, !starter || !fields().fromNothing);
    m_form->setRowVisible(m_pictures, starter);
    m_form->setRowVisible(m_stage, identity);
    m_form->setRowVisible(m_stageSentence, identity);
    m_form->setRowVisible(m_lightning, identity);
    m_moreForm->setRowVisible(m_batch, !starter);
    m_moreForm->setRowVisible(m_rate, !starter);
    m_moreForm->setRowVisible(m_fastSteps, fast);
    m_moreForm->setRowVisible(m_guidance, fast);
    m_moreForm->setRowVisible(m_fromNothing, starter);
}

void TrainingForm::focusFirst()
{
    m_kinds->checkedButton()->setFocus();
}

void TrainingForm::remember()
{
    m_settings.setValue(QStringLiteral("training/kind"), int(m_kind));
    m_settings.setValue(QStringLiteral("training/moreOpen"), m_fold->isOpen());
    for (const TrainingKind kind : allTrainingKinds)
        rememberFields(m_settings, kind, m_fields[size_t(kind)]);
}

void TrainingForm::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void TrainingForm::retranslate()
{
    for (const TrainingKind kind : allTrainingKinds) {
        QAbstractButton* button = m_kinds->button(int(kind));
        button->setText(titleOf(kind));
        button->setToolTip(sentenceOf(kind));
        button->setAccessibleDescription(sentenceOf(kind));
    }
    const auto name = [](QFormLayout* form, QWidget* field, const QString& label,
                         const QString& tip) {
        labelOf(form, field)->setText(label);
        labelOf(form, field)->setToolTip(tip);
        field->setAccessibleName(label);
        field->setToolTip(tip);
    };
    name(m_form, m_stage, tr("Stage"), {});
    name(m_form, m_steps, tr("Steps"), tr("More steps learn more and take longer."));
    name(m_moreForm, m_persons, tr("Invented people"),
         tr("Of how many invented people portraits are painted to learn from."));
    name(m_moreForm, m_batch, tr("Pictures per step"), tr("On each core; more are steadier and slower."));
    name(m_moreForm, m_rate, tr("Learning rate"),
         tr("How far one step goes. Choose a smaller one if the loss jumps."));
    name(m_moreForm, m_fastSteps, tr("Paints in"), tr("The steps that the model shall need afterwards."));
    name(m_moreForm, m_guidance, tr("Guidance"), tr("Of the model that is learnt from; built in afterwards."));
    name(m_moreForm, m_workers, tr("Processor cores"), tr("Leave one free to paint meanwhile."));
    m_fastSteps->setSuffix(tr(" steps"));
    m_fromNothing->setText(tr("Begin from nothing"));
    m_fromNothing->setToolTip(
        tr("All parts of a new model learn, one after the other: this takes many hours."));
    retranslatePaths();
    alignLabels();
    show();
}

// One column of labels, folded or not, for every kind.
void TrainingForm::alignLabels()
{
    QList<QLabel*> labels;
    for (const QFormLayout* form : {m_form, m_moreForm}) {
        for (int row = 0; row < form->rowCount(); ++row) {
            const QLayoutItem* item = form->itemAt(row, QFormLayout::LabelRole);
            if (item)
                labels.append(static_cast<QLabel*>(item->widget()));
        }
    }
    int widest = 0;
    for (QLabel* label : labels) {
        label->setMinimumWidth(0);
        widest = std::max(widest, label->sizeHint().width());
    }
    for (QLabel* label : labels)
        label->setMinimumWidth(widest);
}

void TrainingForm::retranslatePaths()
{
    const auto name = [this](PathField* field, const QString& label, const QString& placeholder,
                             const QString& dialog, const QString& tip) {
        labelOf(m_form, field)->setText(label);
        field->setTexts(label, placeholder, dialog);
        field->setToolTip(tip);
    };
    name(m_model, tr("Model"), tr("starter model"), tr("Choose the Model's Folder"),
         tr("The folder of the model to go on from."));
    name(m_pictures, tr("Own pictures"), tr("invented portraits"), tr("Choose Your Pictures"),
         tr("A folder with pictures of people, captions beside them (.txt), a folder in it for each "
            "person."));
    name(m_lightning, tr("Lightning LoRA"), tr("none"), tr("Choose the Lightning LoRA"),
         tr("With which the model paints in a few steps; identity is measured on such pictures."));
    name(m_folder, tr("Keep in"), {}, tr("Choose the Training's Folder"),
         tr("What is learnt is kept in this folder; a training in it is continued."));
}

void TrainingForm::retranslateStages()
{
    const QSignalBlocker quiet(m_stage);
    m_stage->clear();
    for (const IdentityStage& stage : identityStages()) {
        m_stage->addItem(stage.title, stage.word);
        if (stage.word == fields().stage) {
            m_stage->setCurrentIndex(m_stage->count() - 1);
            m_stageSentence->setText(stage.sentence);
        }
    }
}

void TrainingForm::summarise()
{
    const QString people = tr("%n people", nullptr, fields().persons);
    const QString cores = tr("%n core(s)", nullptr, fields().workers);
    m_fold->setTexts(tr("More"), QStringLiteral("%1 · %2").arg(people, cores));
}

} // namespace likeness::ui
