#include "ui/reference/ReferenceReader.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QMimeData>
#include <QSaveFile>
#include <QStandardPaths>
#include <QUrl>

#include <algorithm>

namespace likeness::ui {

namespace {

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

void ReferenceReader::read(const QString& photo)
{
    m_atStart = false;
    m_faceIndex = 0;
    ask(photo);
}

void ReferenceReader::readAtStart(const QString& photo, int faceIndex)
{
    m_atStart = true;
    m_faceIndex = faceIndex;
    ask(photo);
}

QString ReferenceReader::localFile(const QMimeData& data)
{
    for (const QUrl& url : data.urls()) {
        if (url.isLocalFile() && url.host().isEmpty()) // no links to other machines
            return url.toLocalFile();
    }
    return {};
}

bool ReferenceReader::canTake(const QMimeData& data)
{
    return data.hasImage() || !localFile(data).isEmpty();
}

void ReferenceReader::take(const QMimeData& data)
{
    const QString file = localFile(data);
    if (!file.isEmpty())
        read(file);
    else if (data.hasImage())
        takePicture(qvariant_cast<QImage>(data.imageData()));
    else
        Q_EMIT refused(tr("There is no picture to take: copy or drop a photo first."));
}

void ReferenceReader::takePicture(const QImage& picture)
{
    if (picture.isNull()) {
        Q_EMIT refused(tr("The picture in the clipboard could not be read."));
        return;
    }
    m_writer.start([this, picture] {
        const QString path = storePicture(picture);
        QMetaObject::invokeMethod(
            this,
            [this, path] {
                if (path.isEmpty())
                    Q_EMIT refused(
                        tr("The pasted picture could not be stored: is there room on the disk?"));
                else
                    read(path);
            },
            Qt::QueuedConnection);
    });
}

void ReferenceReader::ask(const QString& photo)
{
    const QFileInfo file(photo);
    const QString name = file.fileName().isEmpty() ? photo : file.fileName();
    QString problem;
    if (!file.exists())
        problem = tr("%1 is not there: check the path and open it again.").arg(photo);
    else if (file.isDir())
        problem = tr("%1 is a folder: choose one photo in it.").arg(name);
    else if (!file.isFile())
        problem = tr("%1 is not an ordinary file: choose a photo.").arg(name);
    else if (file.size() == 0)
        problem = tr("%1 is empty (0 bytes): choose another photo.").arg(name);
    if (!problem.isEmpty()) {
        Q_EMIT refused(problem);
        return;
    }
    m_ticket = ++m_lastTicket;
    Q_EMIT readingChanged();
    m_port.readReference(file.absoluteFilePath(), m_ticket);
}

void ReferenceReader::receive(quint64 ticket, const SeenReferencePtr& reference)
{
    if (ticket != m_ticket)
        return;
    m_ticket = 0;
    const int face = std::clamp(m_faceIndex, 0, int(reference->faces.size()) - 1);
    if (m_atStart)
        m_session.restoreReference(reference, face);
    else
        m_session.setReference(reference, face);
    Q_EMIT readingChanged();
}

void ReferenceReader::refuse(quint64 ticket, const QString& sentence)
{
    if (ticket != m_ticket)
        return;
    m_ticket = 0;
    Q_EMIT readingChanged();
    Q_EMIT refused(sentence);
}

} // namespace likeness::ui
