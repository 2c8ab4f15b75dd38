// What to paint and how: prompt, style, strength, steps, seed, and the button that starts it.
#pragma once

#include "ui/prompt/Styles.h"
#include "ui/session/Session.h"

class QLabel;
class QPushButton;
class QSpinBox;

namespace likeness::ui {

class AdvancedPanel;
class Fold;
class PromptEdit;
class SeedField;
class StrengthField;
class StyleChips;

class PromptPanel : public QWidget {
    Q_OBJECT

public:
    PromptPanel(Session& session, StudioPort& port, QWidget* parent = nullptr);

    void setStyles(const QList<Style>& styles);
    void setGenerateAction(QAction* generate);
    void setAdvancedShown(bool shown);
    void setOpenFolds(const QStringList& names); // which groups are unfolded, by object name
    QStringList openFolds() const;
    void focusPrompt();

    void askDefaults(); // of the chosen model; says so if it cannot be read
    void showWhatGoesWithSteps(); // guidance differs between many steps and few
    const generation::PortraitRequest& defaults() const { return m_defaults; }

Q_SIGNALS:
    void refused(const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    void build();
    void connectFields();
    void retranslate();
    void show(Setting setting);
    QList<Fold*> folds() const;
    void describeSteps();

    Session& m_session;
    StudioPort& m_port;
    generation::PortraitRequest m_defaults;
    QLabel* m_promptLabel;
    QLabel* m_negativeLabel;
    QLabel* m_styleLabel;
    QLabel* m_strengthLabel;
    QLabel* m_stepsLabel;
    QLabel* m_seedLabel;
    PromptEdit* m_prompt;
    PromptEdit* m_negative;
    StyleChips* m_styles;
    StrengthField* m_strength;
    QSpinBox* m_steps;
    QLabel* m_stepsSentence;
    SeedField* m_seed;
    AdvancedPanel* m_advanced;
    Fold* m_advancedToggle;
    QPushButton* m_generate;
};

} // namespace likeness::ui
