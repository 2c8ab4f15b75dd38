// The settings that most pictures do not need: guidance, size, sampler; folded away below: LoRAs, how
// the identity enters, files.
#pragma once

#include "ui/session/Session.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QSpinBox;

namespace likeness::ui {

class Fold;
class IdentityTuningPanel;
class LoraList;
class ModelPanel;

class AdvancedPanel : public QWidget {
    Q_OBJECT

public:
    AdvancedPanel(Session& session, StudioPort& port, QWidget* parent = nullptr);

    // What the model itself proposes, shown where a setting is left to it.
    void setDefaults(const generation::PortraitRequest& defaults);
    QList<Fold*> folds() const { return {m_loraFold, m_identityFold, m_modelFold}; }

Q_SIGNALS:
    void refused(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void connectFields();
    void retranslate();
    void show(Setting setting);
    void summarise();

    Session& m_session;
    generation::PortraitRequest m_defaults;
    QFormLayout* m_form;
    QDoubleSpinBox* m_guidance;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QComboBox* m_sampler;
    QCheckBox* m_twin;
    LoraList* m_loras;
    IdentityTuningPanel* m_identity;
    ModelPanel* m_model;
    Fold* m_loraFold;
    Fold* m_identityFold;
    Fold* m_modelFold;
};

} // namespace likeness::ui
