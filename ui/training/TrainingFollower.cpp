#include "ui/training/TrainingFollower.h"

#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QImageReader>

namespace likeness::ui {

namespace {

std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(text.toStdU16String());
}

QString toText(const std::filesystem::path& path)
{
    return QString::fromStdU16String(path.u16string());
}

QImage readSheet(const QString& file)
{
    QImageReader reader(file);
    const QSize size = reader.size();
    if (size.isEmpty() || std::max(size.width(), size.height()) > TrainingFollower::longestSide_px)
        return {};
    return reader.read();
}

} // namespace

// What was seen of one folder so far.
class TrainingFollower::Reader {
public:
    Reader(const QString& folder, const QString& wanted)
        : m_folder(folder), m_wanted(wanted)
    {
    }

    // Null: as the last time.
    SeenTrainingPtr look()
    {
        bool isNew = std::exchange(m_first, false);
        QStringList logs;
        for (const std::string& name : training::logNames(toPath(m_folder)))
            logs.append(QString::fromStdString(name));
        const QString log = logs.contains(m_wanted) ? m_wanted : logs.value(0);
        if (logs != m_seen.logs || log != m_seen.log) {
            isNew = true;
            if (log != m_seen.log)
                m_log = training::TrainingLog(training::logFile(toPath(m_folder), log.toStdString()));
            m_seen.logs = logs;
            m_seen.log = log;
        }
        isNew = (!log.isEmpty() && m_log.follow()) || isNew;
        isNew = lookAtSamples() || isNew;
        const bool isBegun = !logs.isEmpty() ||
                             !QDir(m_folder).entryList({QStringLiteral("*.safetensors")}, QDir::Files).isEmpty();
        isNew = std::exchange(m_seen.isBegun, isBegun) != isBegun || isNew;
        if (!isNew)
            return nullptr;
        m_seen.points = log.isEmpty() ? std::vector<training::LogPoint>() : m_log.points();
        return std::make_shared<SeenTraining>(m_seen);
    }

private:
    bool lookAtSamples()
    {
        const auto newest = training::newestSamples(toPath(m_folder));
        const QString sheet = newest ? toText(*newest) : QString();
        const QDateTime when = newest ? QFileInfo(sheet).lastModified() : QDateTime();
        if (sheet == m_seen.sheet && when == m_sheetWritten)
            return false;
        const QImage samples = newest ? readSheet(sheet) : QImage();
        if (newest && samples.isNull()) // being written, or no picture: the one before stays
            return false;
        m_seen.sheet = sheet;
        m_seen.samples = samples;
        m_sheetWritten = when;
        return true;
    }

    const QString m_folder, m_wanted;
    training::TrainingLog m_log;
    SeenTraining m_seen;
    QDateTime m_sheetWritten;
    bool m_first = true;
};

TrainingFollower::TrainingFollower(QObject* parent) : QObject(parent)
{
    m_pool.setMaxThreadCount(1);
    m_timer.setInterval(pause_ms);
    connect(&m_timer, &QTimer::timeout, this, &TrainingFollower::look);
}

TrainingFollower::~TrainingFollower() = default;

void TrainingFollower::setFolder(const QString& folder)
{
    m_folder = folder;
    setLog({});
}

void TrainingFollower::setLog(const QString& name)
{
    m_log = name;
    ++m_ticket;
    m_reader = std::make_shared<Reader>(m_folder, m_log);
    look();
}

void TrainingFollower::setFollowing(bool following)
{
    if (!following) {
        m_timer.stop();
        return;
    }
    m_timer.start();
    look();
}

void TrainingFollower::look()
{
    if (!m_reader)
        return;
    if (m_isReading) {
        m_lookAgain = true;
        return;
    }
    m_isReading = true;
    m_pool.start([this, reader = m_reader, ticket = m_ticket] {
        const SeenTrainingPtr seen = reader->look();
        QMetaObject::invokeMethod(
            this,
            [this, seen, ticket] {
                m_isReading = false;
                if (seen && ticket == m_ticket)
                    Q_EMIT changed(seen);
                if (std::exchange(m_lookAgain, false))
                    look();
            },
            Qt::QueuedConnection);
    });
}

} // namespace likeness::ui
