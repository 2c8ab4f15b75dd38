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

SeenReferencePtr Session::reference() const
{
    const PersonPhoto* photo = m_people.shownPhoto();
    return photo ? photo->seen : nullptr;
}

int Session::faceIndex() const
{
    const PersonPhoto* photo = m_people.shownPhoto();
    return photo ? photo->faceIndex : 0;
}

void Session::setReference(SeenReferencePtr reference, int faceIndex)
{
    People people;
    if (reference)
        people.add({{std::move(reference), faceIndex, 0}});
    setPeople(std::move(people), tr("reference photo"));
}

void Session::setPeople(People people, const QString& title)
{
    if (people != m_people)
        m_undoStack->push(new ChangePeople(*this, std::move(people), title));
}

void Session::removePhoto(int index)
{
    People people = m_people;
    people.remove(index);
    setPeople(std::move(people), tr("removal of a photo"));
}

void Session::pickFace(int faceIndex)
{
    const PersonPhoto* photo = m_people.shownPhoto();
    if (!photo || faceIndex < 0 || faceIndex >= int(photo->seen->faces.size()))
        return;
    People people = m_people;
    people.photos[size_t(people.shown)].faceIndex = faceIndex;
    setPeople(std::move(people), tr("choice of face"));
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

void Session::restorePeople(const People& people)
{
    storePeople(people);
}

void Session::showPhoto(int index)
{
    People people = m_people;
    people.shown = index;
    if (people.shownPhoto() && people != m_people)
        storePeople(people);
}

quint64 Session::addResult(ResultPtr result, StepsPtr steps)
{
    return m_results->add(std::move(result), std::move(steps));
}

generation::PortraitRequest Session::request() const
{
    generation::PortraitRequest request = requestFrom(m_settings);
    for (const PersonPhoto& photo : m_people.photos)
        request.references.push_back(
            {photo.seen->photo.toStdString(), photo.faceIndex, photo.person});
    if (m_people.photos.empty())
        request.kind = generation::RequestKind::single;
    if (m_people.count(1) == 0)
        request.identity.mix = 0;
    return request;
}

void Session::store(Setting setting, const QVariant& value)
{
    if (m_settings.value(setting) == value)
        return;
    if (m_settings.set(setting, value))
        Q_EMIT settingChanged(setting);
}

void Session::storePeople(const People& people)
{
    const bool otherPhotos = people.photos.size() != m_people.photos.size() ||
                             people.shown != m_people.shown ||
                             !std::equal(people.photos.begin(), people.photos.end(),
                                         m_people.photos.begin(),
                                         [](const PersonPhoto& a, const PersonPhoto& b) {
                                             return a.seen == b.seen && a.person == b.person;
                                         });
    m_people = people;
    if (otherPhotos)
        Q_EMIT referenceChanged();
    Q_EMIT faceChanged();
}

} // namespace likeness::ui
