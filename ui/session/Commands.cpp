#include "ui/session/Commands.h"

#include <QCoreApplication>

namespace likeness::ui {

ChangeSetting::ChangeSetting(Session& session, Setting setting, QVariant before, QVariant after,
                             QUndoCommand* parent)
    : QUndoCommand(titleOf(setting), parent), m_session(session), m_setting(setting),
      m_before(std::move(before)), m_after(std::move(after))
{
    m_sinceEdit.start();
}

void ChangeSetting::undo()
{
    m_session.store(m_setting, m_before);
}

void ChangeSetting::redo()
{
    m_session.store(m_setting, m_after);
}

int ChangeSetting::id() const
{
    return 1 + static_cast<int>(m_setting);
}

bool ChangeSetting::mergeWith(const QUndoCommand* other)
{
    const auto* next = static_cast<const ChangeSetting*>(other);
    if (next->m_setting != m_setting || m_sinceEdit.elapsed() > mergeWindow_ms)
        return false;
    m_after = next->m_after;
    m_sinceEdit.restart();
    setObsolete(m_after == m_before);
    return true;
}

ChangePeople::ChangePeople(Session& session, People after, const QString& title)
    : QUndoCommand(title), m_session(session), m_before(session.people()), m_after(std::move(after))
{
}

void ChangePeople::undo()
{
    m_session.storePeople(m_before);
}

void ChangePeople::redo()
{
    m_session.storePeople(m_after);
}

DeleteResults::DeleteResults(ResultModel& results, QList<quint64> ids)
    : QUndoCommand(QCoreApplication::translate("Session", "deletion of %n picture(s)", nullptr,
                                               int(ids.size()))),
      m_results(results), m_ids(std::move(ids))
{
}

void DeleteResults::undo()
{
    for (ResultEntry& entry : m_taken)
        m_results.insert(std::move(entry));
    m_taken.clear();
}

void DeleteResults::redo()
{
    for (const quint64 id : m_ids) {
        ResultEntry entry = m_results.take(id);
        if (entry.result)
            m_taken.push_back(std::move(entry));
    }
}

StarResult::StarResult(ResultModel& results, quint64 id, bool starred)
    : QUndoCommand(QCoreApplication::translate("Session", "star")), m_results(results), m_id(id),
      m_starred(starred)
{
}

void StarResult::undo()
{
    m_results.setStarred(m_id, !m_starred);
}

void StarResult::redo()
{
    m_results.setStarred(m_id, m_starred);
}

} // namespace likeness::ui
