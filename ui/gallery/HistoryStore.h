// The table of kept pictures: one SQLite file in the history's folder, the pictures beside it.
// Belongs to the window's thread; every statement is short.
#pragma once

#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"

#include <QDateTime>
#include <QImage>
#include <QString>

#include <vector>

namespace likeness::ui {

struct KeptPicture {
    qint64 key = 0; // the database's own; grows
    generation::PortraitRequest request;
    QString offFile, onFile; // names in the folder; empty: none
    QImage offThumbnail, onThumbnail;
    generation::Scores scores;
    QString notes;
    double seconds = 0;
    bool starred = false;
    qint64 bytes = 0; // of the files
};

class HistoryStore {
public:
    static constexpr int version = 1;

    explicit HistoryStore(const QString& folder);
    ~HistoryStore();
    HistoryStore(const HistoryStore&) = delete;
    HistoryStore& operator=(const HistoryStore&) = delete;

    struct Opened {
        QString setAside; // where a damaged database was put; empty: there was none
    };
    // Makes folder and table if there are none. Errors: io (the folder cannot be written),
    // wrongFormat (of a newer version; it is left alone).
    base::Result<Opened> open();

    // Forgets what was removed before this start, files too.
    void tidy();
    std::vector<KeptPicture> load() const; // oldest first; rows that cannot be read are passed over

    qint64 add(const KeptPicture& picture); // returns its key; 0 if that failed
    void setStarred(qint64 key, bool starred);
    void setRemoved(qint64 key, bool removed); // until the next tidy() it can come back

    // Drops the oldest, those without a star first, until the files are within the limit; the
    // newest stays. Returns their keys.
    std::vector<qint64> drop(qint64 limit_bytes);

    QString path(const QString& file) const; // of a picture; empty for an empty name

private:
    bool openDatabase();
    bool isSound() const;
    void close();
    void erase(const QString& where);

    QString m_folder;
    QString m_connection; // Qt's name of it
};

} // namespace likeness::ui
