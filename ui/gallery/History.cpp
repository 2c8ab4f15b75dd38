#include "ui/gallery/History.h"

#include <QDir>

namespace likeness::ui {

History::History(StudioPort& port, Session& session, const QString& folder, qint64 limit_bytes,
                 QObject* parent)
    : QObject(parent), m_port(port), m_session(session), m_store(folder), m_folder(folder),
      m_limit_bytes(limit_bytes)
{
}

History::~History() = default;

void History::begin()
{
    const auto opened = m_store.open();
    if (!opened) {
        Q_EMIT warned(QString::fromStdString(opened.error().message));
        return;
    }
    m_isOpen = true;
    if (!opened->setAside.isEmpty())
        Q_EMIT warned(tr("The list of earlier pictures was damaged and is set aside as %1; the "
                         "pictures themselves are still in that folder.")
                          .arg(opened->setAside));
    m_store.tidy();
    m_store.drop(m_limit_bytes);
    ResultModel& results = m_session.results();
    for (KeptPicture& kept : m_store.load()) {
        auto result = std::make_shared<generation::PortraitResult>();
        result->request = std::move(kept.request);
        result->scores = kept.scores;
        result->notes = kept.notes.toStdString();
        result->seconds = kept.seconds;
        ResultEntry entry;
        entry.result = std::move(result);
        entry.steps = std::make_shared<const std::vector<generation::StepPreview>>();
        entry.offThumbnail = std::move(kept.offThumbnail);
        entry.onThumbnail = std::move(kept.onThumbnail);
        entry.offFile = m_store.path(kept.offFile);
        entry.onFile = m_store.path(kept.onFile);
        entry.starred = kept.starred;
        m_keys.insert(results.append(std::move(entry)), kept.key);
    }
    connect(&results, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex&, int first, int last) { followRows(first, last, false); });
    connect(&results, &QAbstractItemModel::rowsAboutToBeRemoved, this,
            [this](const QModelIndex&, int first, int last) { followRows(first, last, true); });
    connect(&results, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex& index) {
        const ResultEntry& entry = m_session.results().entries()[size_t(index.row())];
        if (m_keys.contains(entry.id))
            m_store.setStarred(m_keys[entry.id], entry.starred);
    });
    connect(&m_port, &StudioPort::kept, this, &History::finishKeeping);
    connect(&m_port, &StudioPort::notKept, this, [this](quint64 id, const QString& sentence) {
        if (m_beingKept.remove(id) > 0 && !std::exchange(m_hasWarned, true))
            Q_EMIT warned(sentence);
    });
}

// Rows are new pictures, or old ones that go and come back by undo.
void History::followRows(int first, int last, bool removed)
{
    for (int row = first; row <= last; ++row) {
        const ResultEntry& entry = m_session.results().entries()[size_t(row)];
        if (m_keys.contains(entry.id))
            m_store.setRemoved(m_keys[entry.id], removed);
        else if (!removed && !m_beingKept.contains(entry.id))
            keep(entry);
    }
}

void History::keep(const ResultEntry& entry)
{
    const generation::PortraitResult& result = *entry.result;
    KeptPicture picture;
    picture.request = result.request;
    picture.scores = result.scores;
    picture.notes = QString::fromStdString(result.notes);
    picture.seconds = result.seconds;
    picture.starred = entry.starred;
    picture.offThumbnail = entry.offThumbnail;
    picture.onThumbnail = entry.onThumbnail;
    const QString name = QStringLiteral("%1-%2-%3")
                             .arg(QDateTime::currentDateTime().toString(
                                      QStringLiteral("yyyyMMdd-HHmmss-zzz")))
                             .arg(entry.id)
                             .arg(result.request.seed);
    if (!result.off.isEmpty())
        picture.offFile = name + QStringLiteral("-off.png");
    if (!result.on.isEmpty())
        picture.onFile = name + QStringLiteral("-on.png");
    m_beingKept.insert(entry.id, picture);
    m_port.keep(entry.result, m_store.path(picture.offFile), m_store.path(picture.onFile),
                entry.id);
}

void History::finishKeeping(quint64 id)
{
    if (!m_beingKept.contains(id))
        return;
    KeptPicture picture = m_beingKept.take(id);
    picture.bytes = QFileInfo(m_store.path(picture.offFile)).size() +
                    QFileInfo(m_store.path(picture.onFile)).size();
    const ResultEntry* entry = m_session.results().find(id);
    picture.starred = entry && entry->starred;
    const qint64 key = m_store.add(picture);
    if (key == 0) {
        if (!std::exchange(m_hasWarned, true))
            Q_EMIT warned(tr("The history in %1 cannot be written: is there room on the disk?")
                              .arg(m_folder));
        return;
    }
    m_keys.insert(id, key);
    if (!entry) // deleted meanwhile; undo may bring it back
        m_store.setRemoved(key, true);
    dropOld();
}

void History::dropOld()
{
    for (const qint64 key : m_store.drop(m_limit_bytes)) {
        const quint64 id = m_keys.key(key);
        m_keys.remove(id);
        const ResultEntry* entry = m_session.results().find(id);
        if (entry && entry->isKept())
            m_session.results().take(id); // its files are gone
    }
}

} // namespace likeness::ui
