// Keeps the gallery from one start to the next: follows the session's pictures, has new ones
// written, brings the old ones back with small pictures only (ResultModel loads the others when one
// is opened). What goes wrong is one sentence and never stops the work.
#pragma once

#include "ui/gallery/HistoryStore.h"
#include "ui/session/Session.h"

#include <QHash>

namespace likeness::ui {

class History : public QObject {
    Q_OBJECT

public:
    static constexpr qint64 usualLimit_bytes = qint64(4) << 30;

    History(StudioPort& port, Session& session, const QString& folder,
            qint64 limit_bytes = usualLimit_bytes, QObject* parent = nullptr);
    ~History() override;

    void begin(); // brings back what was kept

Q_SIGNALS:
    void warned(const QString& sentence);

private:
    void keep(const ResultEntry& entry);
    void finishKeeping(quint64 id);
    void followRows(int first, int last, bool removed);
    void dropOld();

    StudioPort& m_port;
    Session& m_session;
    HistoryStore m_store;
    QString m_folder;
    qint64 m_limit_bytes;
    bool m_isOpen = false;
    bool m_hasWarned = false; // of pictures that could not be written: once is enough
    QHash<quint64, qint64> m_keys;           // of the model's ids
    QHash<quint64, KeptPicture> m_beingKept; // by the model's ids
};

} // namespace likeness::ui
