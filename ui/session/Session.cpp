#include "ui/session/Session.h"

#include "ui/session/Commands.h"

#include <algorithm>

namespace likeness::ui {

Session::Session(QObject* parent)
    : QObject(parent), m_results(new ResultModel(this)), m_undoStack(new QUndoStack(this))
{
    m_undoStack->setUndoLimit(200);
}

Session::~Session() = default;

bool Session::change(Setting setting, const QVariant& value)
{
    Settings changed = m_settings;
    if (!changed.set(setting, value))
        return false;
    const QVariant before = m_settings.value(setting);
    const QVariant after = changed.value(setting);
    if (before != after)
        m_undoStack->push(new ChangeSetting(*this, setting, before, after));
    return true;
}

void Session::apply(const Settings& settings, const QString& title)
{
    if (settings == m_settings)
        return;
    auto all = std::make_unique<QUndoCommand>(title);
    for (const Setting setting : allSettings()) {
        const QVariant before = m_settings.value(setting);
        const QVariant after = settings.value(setting);
        if (before != after)
            new ChangeSetting(*this, setting, before, after, all.get()); // owned by its parent
    }
    m_undoStack->push(all.release());
}

void Session::setReference(SeenReferencePtr reference, int faceIndex)
{
    if (reference == m_reference)
        return;
    m_undoStack->push(
        new ChangeReference(*this, std::move(reference), faceIndex, tr("reference photo")));
}

void Session::pickFace(int faceIndex)
{
    if (!m_reference || faceIndex < 0 || faceIndex >= int(m_reference->faces.size()) ||
        faceIndex == m_faceIndex)
        return;
    m_undoStack->push(new ChangeReference(*this, m_reference, faceIndex, tr("choice of face")));
}

void Session::deleteResults(const QList<quint64>& ids)
{
    QList<quint64> known;
    std::copy_if(ids.begin(), ids.end(), std::back_inserter(known),
                 [this](quint64 id) { return m_results->find(id) != nullptr; });
    if (!known.isEmpty())
        m_undoStack->push(new DeleteResults(*m_results, known));
}

void Session::setStarred(quint64 id, bool starred)
{
    const ResultEntry* entry = m_results->find(id);
    if (entry && entry->starred != starred)
        m_undoStack->push(new StarResult(*m_results, id, starred));
}

void Session::restore(const Settings& settings)
{
    for (const Setting setting : allSettings())
        store(setting, settings.value(setting));
}

void Session::restoreReference(SeenReferencePtr reference, int faceIndex)
{
    storeReference(reference, faceIndex);
}

quint64 Session::addResult(ResultPtr result, StepsPtr steps)
{
    return m_results->add(std::move(result), std::move(steps));
}

generation::PortraitRequest Session::request() const
{
    generation::PortraitRequest request = requestFrom(m_settings);
    if (m_reference)
        request.references.push_back({m_reference->photo.toStdString(), m_faceIndex});
    else
        request.kind = generation::RequestKind::single;
    return request;
}

void Session::store(Setting setting, const QVariant& value)
{
    if (m_settings.value(setting) == value)
        return;
    if (m_settings.set(setting, value))
        Q_EMIT settingChanged(setting);
}

void Session::storeReference(const SeenReferencePtr& reference, int faceIndex)
{
    const bool otherPhoto = reference != m_reference;
    m_reference = reference;
    m_faceIndex = faceIndex;
    if (otherPhoto)
        Q_EMIT referenceChanged();
    Q_EMIT faceChanged();
}

} // namespace likeness::ui
