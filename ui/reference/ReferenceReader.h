// Takes photos (and saved identities) that were opened, dropped or pasted, has them read, and puts
// the answers into the session as one change. Photos that replace others count alone: answers for
// older ones are dropped.
#pragma once

#include "ui/session/Memory.h"
#include "ui/session/Session.h"

#include <QThreadPool>

class QMimeData;

namespace likeness::ui {

class ReferenceReader : public QObject {
    Q_OBJECT

public:
    ReferenceReader(StudioPort& port, Session& session, QObject* parent = nullptr);
    ~ReferenceReader() override;

    void read(const QStringList& photos);            // instead of those of the person that is shown
    void add(const QStringList& photos, int person); // beside those that are there
    void readAtStart(const QList<RememberedPhoto>& photos); // not undoable: the session begins here

    static bool canTake(const QMimeData& data);
    static QStringList localFiles(const QMimeData& data); // on this machine
    void take(const QMimeData& data);  // dropped or pasted: local files, or a picture; as read()
    void join(const QMimeData& data);  // as add(), for the person that is shown

    bool isReading() const { return !m_wanted.empty(); }

Q_SIGNALS:
    void readingChanged();
    void refused(const QString& sentence);

private:
    enum class Way { replace, add, start };
    struct Wanted {
        RememberedPhoto photo;
        quint64 ticket = 0; // 0: answered
        SeenReferencePtr seen;
    };

    void ask(Way way, const QList<RememberedPhoto>& photos);
    void receive(quint64 ticket, const SeenReferencePtr& reference);
    void refuse(quint64 ticket, const QString& sentence);
    void finishIfAnswered();
    void takeData(const QMimeData& data, Way way);
    void takePicture(const QImage& picture, Way way);
    int shownPerson() const;

    StudioPort& m_port;
    Session& m_session;
    quint64 m_lastTicket = 0;
    Way m_way = Way::replace;
    std::vector<Wanted> m_wanted; // being read, in the order they were given
    QStringList m_problems;       // with those
    QThreadPool m_writer;         // stores pasted pictures; its destructor waits
};

} // namespace likeness::ui
