// The document: reference, settings and results, with one undo stack over all of them. Panels read
// it, ask it for changes and listen to its signals; they do not know each other.
#pragma once

#include "ui/session/ResultModel.h"
#include "ui/session/Settings.h"
#include "ui/session/StudioPort.h"

#include <QUndoStack>

namespace likeness::ui {

class Session : public QObject {
    Q_OBJECT

public:
    explicit Session(QObject* parent = nullptr);
    ~Session() override;

    const Settings& settings() const { return m_settings; }
    const SeenReferencePtr& reference() const { return m_reference; } // null: none
    int faceIndex() const { return m_faceIndex; }
    ResultModel& results() { return *m_results; }
    QUndoStack& undoStack() { return *m_undoStack; }

    // Undoable. Edits of one setting that follow each other closely (a slider drag, typed letters)
    // become one step. False if the value is out of range; nothing happens then.
    bool change(Setting setting, const QVariant& value);
    void apply(const Settings& settings, const QString& title); // several settings as one step

    void setReference(SeenReferencePtr reference, int faceIndex = 0); // null removes it
    void pickFace(int faceIndex);
    void deleteResults(const QList<quint64>& ids);
    void setStarred(quint64 id, bool starred);

    // Not undoable: the state at start, and what the machinery made.
    void restore(const Settings& settings);
    void restoreReference(SeenReferencePtr reference, int faceIndex);
    quint64 addResult(ResultPtr result, StepsPtr steps);

    // The job that Generate would start now.
    generation::PortraitRequest request() const;

Q_SIGNALS:
    void settingChanged(likeness::ui::Setting setting);
    void referenceChanged(); // another photo, or none
    void faceChanged();      // another face, or another photo

private:
    friend class ChangeSetting;
    friend class ChangeReference;

    void store(Setting setting, const QVariant& value);
    void storeReference(const SeenReferencePtr& reference, int faceIndex);

    Settings m_settings;
    SeenReferencePtr m_reference;
    int m_faceIndex = 0;
    ResultModel* m_results = nullptr;
    QUndoStack* m_undoStack = nullptr;
};

} // namespace likeness::ui
