// What is to be trained, from what, how long: few fields first, the rest folded away. Each kind of training keeps its
// own values.
#pragma once

#include "ui/training/TrainingFields.h"

#include <QWidget>

class QButtonGroup;
class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QLabel;
class QSpinBox;

namespace likeness::ui {

class Fold;
class PathField;

class TrainingForm : public QWidget {
    Q_OBJECT

public:
    // `root`: where trainings lie that were given no folder.
    TrainingForm(QSettings& settings, const QString& root, QWidget* parent = nullptr);

    TrainingKind kind() const { return m_kind; }
    const TrainingFields& fields() const { return m_fields[size_t(m_kind)]; }
    void focusFirst();
    void remember(); // all kinds, in the settings

Q_SIGNALS:
    void changed();

protected:
    void changeEvent(QEvent* event) override;

private:
    TrainingFields& edited() { return m_fields[size_t(m_kind)]; }
    QWidget* buildKinds();
    void buildRows();
    void connectFields();
    void choose(TrainingKind kind);
    void show(); // the fields of the present kind
    void showRows();
    void retranslate();
    void retranslatePaths();
    void retranslateStages();
    void alignLabels();
    void summarise();

    QSettings& m_settings;
    const QString m_root;
    TrainingKind m_kind = TrainingKind::starter;
    std::array<TrainingFields, allTrainingKinds.size()> m_fields;
    QButtonGroup* m_kinds;
    QLabel* m_what;
    QFormLayout* m_form;
    QFormLayout* m_moreForm;
    QWidget* m_more;
    Fold* m_fold;
    PathField* m_model;
    PathField* m_pictures;
    PathField* m_folder;
    PathField* m_lightning;
    QComboBox* m_stage;
    QLabel* m_stageSentence;
    QSpinBox* m_steps;
    QSpinBox* m_persons;
    QSpinBox* m_batch;
    QDoubleSpinBox* m_rate;
    QSpinBox* m_fastSteps;
    QDoubleSpinBox* m_guidance;
    QSpinBox* m_workers;
    QCheckBox* m_fromNothing;
};

} // namespace likeness::ui
