#include "ui/gallery/HistoryStore.h"

#include "core/generation/RequestJson.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

namespace likeness::ui {

namespace {

const QString databaseName = QStringLiteral("history.sqlite");

QByteArray asPng(const QImage& picture)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    if (!picture.isNull())
        picture.save(&buffer, "PNG");
    return bytes;
}

QVariant orNull(const std::optional<double>& number)
{
    return number ? QVariant(*number) : QVariant();
}

std::optional<double> orNone(const QVariant& value)
{
    return value.isNull() ? std::nullopt : std::optional(value.toDouble());
}

} // namespace

HistoryStore::HistoryStore(const QString& folder)
    : m_folder(folder), m_connection(QUuid::createUuid().toString())
{
}

HistoryStore::~HistoryStore()
{
    close();
}

void HistoryStore::close()
{
    if (!QSqlDatabase::contains(m_connection))
        return;
    QSqlDatabase::database(m_connection, false).close();
    QSqlDatabase::removeDatabase(m_connection);
}

bool HistoryStore::openDatabase()
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    database.setDatabaseName(QDir(m_folder).filePath(databaseName));
    database.setConnectOptions(QStringLiteral("QSQLITE_BUSY_TIMEOUT=2000"));
    return database.open();
}

bool HistoryStore::isSound() const
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    return query.exec(QStringLiteral("PRAGMA quick_check(1)")) && query.next() &&
           query.value(0).toString() == QLatin1String("ok");
}

base::Result<HistoryStore::Opened> HistoryStore::open()
{
    const QDir folder(m_folder);
    if (!folder.mkpath(QStringLiteral(".")) || !QFileInfo(m_folder).isWritable())
        return base::fail(
            base::ErrorCode::io,
            QCoreApplication::translate("History", "The history in %1 cannot be written: pictures of "
                                                   "this session are not kept.")
                .arg(m_folder)
                .toStdString());
    Opened opened;
    if (!openDatabase() || !isSound()) {
        close();
        const QString aside = QStringLiteral("history-damaged-%1.sqlite")
                                  .arg(QDateTime::currentDateTime().toString(
                                      QStringLiteral("yyyyMMdd-HHmmss-zzz")));
        if (!QFile::rename(folder.filePath(databaseName), folder.filePath(aside)) ||
            !openDatabase() || !isSound())
            return base::fail(
                base::ErrorCode::io,
                QCoreApplication::translate("History", "The history in %1 cannot be opened: "
                                                       "pictures of this session are not kept.")
                    .arg(m_folder)
                    .toStdString());
        opened.setAside = folder.filePath(aside);
    }
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.exec(QStringLiteral("PRAGMA user_version"));
    if (query.next() && query.value(0).toInt() > version) {
        query.finish();
        close();
        return base::fail(base::ErrorCode::wrongFormat,
                          QCoreApplication::translate("History",
                                                      "The history in %1 was made by a newer "
                                                      "Likeness: pictures of this session are not "
                                                      "kept.")
                              .arg(m_folder)
                              .toStdString());
    }
    query.finish();
    query.exec(QStringLiteral(
        "CREATE TABLE IF NOT EXISTS pictures (key INTEGER PRIMARY KEY AUTOINCREMENT, "
        "made TEXT NOT NULL, request TEXT NOT NULL, off_file TEXT, on_file TEXT, "
        "off_thumbnail BLOB, on_thumbnail BLOB, likeness REAL, purity REAL, notes TEXT, "
        "seconds REAL, starred INTEGER NOT NULL DEFAULT 0, removed INTEGER NOT NULL DEFAULT 0, "
        "bytes INTEGER NOT NULL DEFAULT 0)"));
    query.exec(QStringLiteral("PRAGMA user_version = %1").arg(version));
    return opened;
}

QString HistoryStore::path(const QString& file) const
{
    // A name from the table stays in the folder, whatever is written there.
    return file.isEmpty() ? QString() : QDir(m_folder).filePath(QFileInfo(file).fileName());
}

void HistoryStore::erase(const QString& where)
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.exec(QStringLiteral("SELECT off_file, on_file FROM pictures WHERE ") + where);
    while (query.next()) {
        for (const int column : {0, 1}) {
            const QString file = path(query.value(column).toString());
            if (!file.isEmpty())
                QFile::remove(file);
        }
    }
    query.exec(QStringLiteral("DELETE FROM pictures WHERE ") + where);
}

void HistoryStore::tidy()
{
    erase(QStringLiteral("removed = 1"));
}

std::vector<KeptPicture> HistoryStore::load() const
{
    std::vector<KeptPicture> pictures;
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.exec(QStringLiteral(
        "SELECT key, request, off_file, on_file, off_thumbnail, on_thumbnail, likeness, purity, "
        "notes, seconds, starred, bytes FROM pictures WHERE removed = 0 ORDER BY key"));
    while (query.next()) {
        auto request = generation::requestFromJson(query.value(1).toString().toStdString());
        if (!request)
            continue;
        KeptPicture picture;
        picture.key = query.value(0).toLongLong();
        picture.request = std::move(*request);
        picture.offFile = query.value(2).toString();
        picture.onFile = query.value(3).toString();
        picture.offThumbnail = QImage::fromData(query.value(4).toByteArray(), "PNG");
        picture.onThumbnail = QImage::fromData(query.value(5).toByteArray(), "PNG");
        picture.scores = {orNone(query.value(6)), orNone(query.value(7))};
        picture.notes = query.value(8).toString();
        picture.seconds = query.value(9).toDouble();
        picture.starred = query.value(10).toBool();
        picture.bytes = query.value(11).toLongLong();
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

qint64 HistoryStore::add(const KeptPicture& picture)
{
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.prepare(QStringLiteral(
        "INSERT INTO pictures (made, request, off_file, on_file, off_thumbnail, on_thumbnail, "
        "likeness, purity, notes, seconds, starred, bytes) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"));
    const QVariant values[] = {QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs),
                               QString::fromStdString(generation::toJson(picture.request)),
                               picture.offFile,
                               picture.onFile,
                               asPng(picture.offThumbnail),
                               asPng(picture.onThumbnail),
                               orNull(picture.scores.likeness),
                               orNull(picture.scores.purity),
                               picture.notes,
                               picture.seconds,
                               picture.starred,
                               picture.bytes};
    for (const QVariant& value : values)
        query.addBindValue(value);
    return query.exec() ? query.lastInsertId().toLongLong() : 0;
}

void HistoryStore::setStarred(qint64 key, bool starred)
{
    QSqlQuery(QSqlDatabase::database(m_connection))
        .exec(QStringLiteral("UPDATE pictures SET starred = %1 WHERE key = %2")
                  .arg(int(starred))
                  .arg(key));
}

void HistoryStore::setRemoved(qint64 key, bool removed)
{
    QSqlQuery(QSqlDatabase::database(m_connection))
        .exec(QStringLiteral("UPDATE pictures SET removed = %1 WHERE key = %2")
                  .arg(int(removed))
                  .arg(key));
}

std::vector<qint64> HistoryStore::drop(qint64 limit_bytes)
{
    std::vector<std::pair<qint64, qint64>> rows; // key, bytes; in the order in which they go
    qint64 sum = 0;
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.exec(QStringLiteral("SELECT key, bytes FROM pictures ORDER BY starred, key"));
    while (query.next()) {
        rows.emplace_back(query.value(0).toLongLong(), query.value(1).toLongLong());
        sum += rows.back().second;
    }
    query.exec(QStringLiteral("SELECT MAX(key) FROM pictures"));
    const qint64 newest = query.next() ? query.value(0).toLongLong() : 0;
    query.finish();
    std::vector<qint64> dropped;
    for (const auto& [key, bytes] : rows) {
        if (sum <= limit_bytes)
            break;
        if (key == newest)
            continue;
        erase(QStringLiteral("key = %1").arg(key));
        sum -= bytes;
        dropped.push_back(key);
    }
    return dropped;
}

} // namespace likeness::ui
