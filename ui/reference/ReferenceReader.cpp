#include "ui/reference/ReferenceReader.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>
#include <array>

namespace likeness::ui {

namespace {

// Why a file cannot be asked for; empty if it can.
QString problemWith(const QString& photo)
{
    const QFileInfo file(photo);
    const QString name = file.fileName().isEmpty() ? photo : file.fileName();
    if (!file.exists())
        return ReferenceReader::tr("%1 is not there: check the path and open it again.").arg(photo);
    if (file.isDir())
        return ReferenceReader::tr("%1 is a folder: choose one photo in it.").arg(name);
    if (!file.isFile())
        return ReferenceReader::tr("%1 is not an ordinary file: choose a photo.").arg(name);
    if (file.size() == 0)
        return ReferenceReader::tr("%1 is empty (0 bytes): choose another photo.").arg(name);
    return {};
}

// The path, or an empty one.
QString storePicture(const QImage& picture)
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
                      QStringLiteral("/pasted"));
    if (!folder.mkpath(QStringLiteral(".")))
        return {};
    const QString name =
        QDateTime::currentDateTime().toString(QStringLiteral("yyyyMMdd-HHmmss-zzz"));
    const QString path = folder.filePath(QStringLiteral("pasted-%1.png").arg(name));
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !picture.save(&file, "PNG") || !file.commit())
        return {};
    return path;
}

} // namespace

ReferenceReader::ReferenceReader(StudioPort& port, Session& session, QObject* parent)
    : QObject(parent), m_port(port), m_session(session)
{
    m_writer.setMaxThreadCount(1);
    connect(&m_port, &StudioPort::referenceRead, this, &ReferenceReader::receive);
    connect(&m_port, &StudioPort::referenceRefused, this, &ReferenceReader::refuse);
}

ReferenceReader::~ReferenceReader() = default;

int ReferenceReader::shownPerson() const
{
    const PersonPhoto* shown = m_session.people().shownPhoto();
    return shown ? shown->person : 0;
}

void ReferenceReader::read(const QStringList& photos)
{
    QList<RememberedPhoto> wanted;
    for (const QString& photo : photos)
        wanted.append({photo, 0, shownPerson()});
    ask(Way::replace, wanted);
}

void ReferenceReader::add(const QStringList& photos, int person)
{
    QList<RememberedPhoto> wanted;
    for (const QString& photo : photos)
        wanted.append({photo, 0, person});
    ask(Way::add, wanted);
}

void ReferenceReader::readAtStart(const QList<RememberedPhoto>& photos)
{
    ask(Way::start, photos);
}

QStringList ReferenceReader::localFiles(const QMimeData& data)
{
    QStringList files;
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile() && url.host().isEmpty()) // no links to other machines
            files.append(url.toLocalFile());
    }
    return files;
}

bool ReferenceReader::canTake(const QMimeData& data)
{
    return data.hasImage() || !localFiles(data).isEmpty();
}

void ReferenceReader::take(const QMimeData& data)
{
    takeData(data, Way::replace);
}

void ReferenceReader::join(const QMimeData& data)
{
    takeData(data, Way::add);
}

void ReferenceReader::takeData(const QMimeData& data, Way way)
{
    const QStringList files = localFiles(data);
    if (!files.isEmpty())
        way == Way::add ? add(files, shownPerson()) : read(files);
    else if (data.hasImage())
        takePicture(qvariant_cast<QImage>(data.imageData()), way);
    else
        Q_EMIT refused(tr("There is no picture to take: copy or drop a photo first."));
}

void ReferenceReader::takePicture(const QImage& picture, Way way)
{
    if (picture.isNull()) {
        Q_EMIT refused(tr("The picture in the clipboard could not be read."));
        return;
    }
    m_writer.start([this, picture, way] {
        const QString path = storePicture(picture);
        QMetaObject::invokeMethod(
            this,
            [this, path, way] {
                if (path.isEmpty())
                    Q_EMIT refused(
                        tr("The pasted picture could not be stored: is there room on the disk?"));
                else
                    way == Way::add ? add({path}, shownPerson()) : read({path});
            },
            Qt::QueuedConnection);
    });
}

void ReferenceReader::ask(Way way, const QList<RememberedPhoto>& photos)
{
    std::vector<Wanted> wanted;
    QStringList problems;
    std::array<int, 2> count{};
    for (const RememberedPhoto& photo : photos) {
        const QString problem = problemWith(photo.photo);
        if (!problem.isEmpty())
            problems.append(problem);
        else if (++count.at(size_t(photo.person)) <= People::mostPhotos)
            wanted.push_back({photo, ++m_lastTicket, nullptr});
    }
    if (*std::max_element(count.begin(), count.end()) > People::mostPhotos)
        problems.append(tr("At most four photos of one person are used; the others were left out."));
    if (wanted.empty()) {
        if (!problems.isEmpty())
            Q_EMIT refused(problems.first());
        return;
    }
    const bool joins = way == Way::add && isReading(); // those being read are wanted as well
    if (!joins) {
        m_wanted.clear();
        m_problems.clear();
        m_way = way;
    }
    m_wanted.insert(m_wanted.end(), wanted.begin(), wanted.end());
    m_problems += problems;
    Q_EMIT readingChanged();
    for (const Wanted& one : wanted)
        m_port.readReference(QFileInfo(one.photo.photo).absoluteFilePath(), one.ticket);
}

void ReferenceReader::receive(quint64 ticket, const SeenReferencePtr& reference)
{
    for (Wanted& one : m_wanted) {
        if (one.ticket != ticket)
            continue;
        one.ticket = 0;
        one.seen = reference;
        finishIfAnswered();
        return;
    }
}

void ReferenceReader::refuse(quint64 ticket, const QString& sentence)
{
    for (Wanted& one : m_wanted) {
        if (one.ticket != ticket)
            continue;
        one.ticket = 0;
        m_problems.append(sentence);
        finishIfAnswered();
        return;
    }
}

void ReferenceReader::finishIfAnswered()
{
    if (std::any_of(m_wanted.begin(), m_wanted.end(),
                    [](const Wanted& one) { return one.ticket != 0; }))
        return;
    std::vector<PersonPhoto> photos;
    for (const Wanted& one : std::exchange(m_wanted, {})) {
        if (one.seen)
            photos.push_back({one.seen,
                              std::clamp(one.photo.faceIndex, 0, int(one.seen->faces.size()) - 1),
                              one.photo.person});
    }
    QStringList problems = std::exchange(m_problems, {});
    if (!photos.empty()) {
        People people = m_way == Way::start ? People() : m_session.people();
        const bool all = m_way == Way::replace ? people.replace(photos.front().person, photos)
                                               : people.add(photos);
        if (!all)
            problems.append(
                tr("At most four photos of one person are used; the others were left out."));
        if (m_way == Way::start) {
            people.shown = 0;
            m_session.restorePeople(people);
        } else {
            m_session.setPeople(people, photos.front().person == 1 ? tr("second person")
                                        : m_way == Way::add        ? tr("another photo")
                                                                   : tr("reference photo"));
        }
    }
    Q_EMIT readingChanged();
    if (!problems.isEmpty())
        Q_EMIT refused(problems.first());
}

} // namespace likeness::ui
