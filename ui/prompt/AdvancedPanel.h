// The settings that most pictures do not need: guidance, size, sampler, precision, files.
#pragma once

#include "ui/session/Session.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QSpinBox;

namespace likeness::ui {

class PathField;

class AdvancedPanel : public QWidget {
    Q_OBJECT

public:
    explicit AdvancedPanel(Session& session, QWidget* parent = nullptr);

    // What the model itself proposes, shown where a setting is left to it.
    void setDefaults(const generation::PortraitRequest& defaults);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void connectFields();
    void retranslate();
    void show(Setting setting);

    Session& m_session;
    generation::PortraitRequest m_defaults;
    QFormLayout* m_form;
    QDoubleSpinBox* m_guidance;
    QSpinBox* m_width;
    QSpinBox* m_height;
    QComboBox* m_sampler;
    QComboBox* m_precision;
    PathField* m_model;
    PathField* m_lightning;
    PathField* m_adapter;
    QCheckBox* m_twin;
};

} // namespace likeness::ui
