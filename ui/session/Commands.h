// What can be undone. Each command changes the document through Session's private store functions,
// which emit one signal per change.
#pragma once

#include "ui/session/Session.h"

#include <QElapsedTimer>
#include <QUndoCommand>

namespace likeness::ui {

class ChangeSetting : public QUndoCommand {
public:
    ChangeSetting(Session& session, Setting setting, QVariant before, QVariant after,
                  QUndoCommand* parent = nullptr);
    void undo() override;
    void redo() override;
    int id() const override;
    bool mergeWith(const QUndoCommand* other) override;

private:
    static constexpr qint64 mergeWindow_ms = 1200;

    Session& m_session;
    Setting m_setting;
    QVariant m_before, m_after;
    QElapsedTimer m_sinceEdit;
};

class ChangePeople : public QUndoCommand {
public:
    ChangePeople(Session& session, People after, const QString& title);
    void undo() override;
    void redo() override;

private:
    Session& m_session;
    People m_before, m_after;
};

class DeleteResults : public QUndoCommand {
public:
    DeleteResults(ResultModel& results, QList<quint64> ids);
    void undo() override;
    void redo() override;

private:
    ResultModel& m_results;
    QList<quint64> m_ids;
    std::vector<ResultEntry> m_taken;
};

class StarResult : public QUndoCommand {
public:
    StarResult(ResultModel& results, quint64 id, bool starred);
    void undo() override;
    void redo() override;

private:
    ResultModel& m_results;
    quint64 m_id;
    bool m_starred;
};

} // namespace likeness::ui
