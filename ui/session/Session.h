// The document: people, settings and results, with one undo stack over all of them. Panels read
// it, ask it for changes and listen to its signals; they do not know each other.
#pragma once

#include "ui/session/People.h"
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
    const People& people() const { return m_people; }
    SeenReferencePtr reference() const; // the photo that is shown large; null: none
    int faceIndex() const;              // in it
    ResultModel& results() { return *m_results; }
    QUndoStack& undoStack() { return *m_undoStack; }

    // Undoable. Edits of one setting that follow each other closely (a slider drag, typed letters)
    // become one step. False if the value is out of range; nothing happens then.
    bool change(Setting setting, const QVariant& value);
    void apply(const Settings& settings, const QString& title); // several settings as one step

    void setReference(SeenReferencePtr reference, int faceIndex = 0); // the only one; null: none
    void setPeople(People people, const QString& title);
    void removePhoto(int index);
    void pickFace(int faceIndex); // in the photo that is shown
    void deleteResults(const QList<quint64>& ids);
    void setStarred(quint64 id, bool starred);

    // Not undoable: the state at start, and what the machinery made.
    void restore(const Settings& settings);
    void restorePeople(const People& people);
    void showPhoto(int index); // large
    quint64 addResult(ResultPtr result, StepsPtr steps);

    // The job that Generate would start now.
    generation::PortraitRequest request() const;

Q_SIGNALS:
    void settingChanged(likeness::ui::Setting setting);
    void referenceChanged(); // other photos, or another one is shown
    void faceChanged();      // another face, or as above

private:
    friend class ChangeSetting;
    friend class ChangePeople;

    void store(Setting setting, const QVariant& value);
    void storePeople(const People& people);

    Settings m_settings;
    People m_people;
    ResultModel* m_results = nullptr;
    QUndoStack* m_undoStack = nullptr;
};

} // namespace likeness::ui
