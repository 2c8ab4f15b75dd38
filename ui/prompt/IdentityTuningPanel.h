// How the identity enters the picture: a preset, or one's own values; and during which steps.
#pragma once

#include "ui/session/Session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace likeness::ui {

class RangeBar;

class IdentityTuningPanel : public QWidget {
    Q_OBJECT

public:
    explicit IdentityTuningPanel(Session& session, QWidget* parent = nullptr);

    QString summary() const; // what is not the model's own, in a word; empty: nothing

Q_SIGNALS:
    void refused(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void connectFields();
    void retranslate();
    void show(Setting setting);
    void choosePreset();
    void chooseSpan(Span span);
    void chooseBlocks();
    bool hasOwnValues() const;
    void showOwnValues();

    Session& m_session;
    bool m_custom = false; // chosen, though no value differs from the preset's yet
    QFormLayout* m_form;
    QComboBox* m_preset;
    QLabel* m_presetSentence;
    QWidget* m_own; // what only Custom shows
    QFormLayout* m_ownForm;
    QSpinBox* m_zeroTokens;
    QComboBox* m_ortho;
    QLineEdit* m_blocks;
    QSpinBox* m_start;
    QSpinBox* m_end;
    RangeBar* m_bar;
    QCheckBox* m_join;
    QCheckBox* m_maps;
};

} // namespace likeness::ui
