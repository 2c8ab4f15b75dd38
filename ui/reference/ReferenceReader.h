// Takes photos that were opened, dropped or pasted, has them read, and puts the answer into the
// session. Only the newest photo counts; an answer for an older one is dropped.
#pragma once

#include "ui/session/Session.h"

#include <QThreadPool>

class QMimeData;

namespace likeness::ui {

class ReferenceReader : public QObject {
    Q_OBJECT

public:
    ReferenceReader(StudioPort& port, Session& session, QObject* parent = nullptr);
    ~ReferenceReader() override;

    void read(const QString& photo);
    void readAtStart(const QString& photo,
                     int faceIndex); // not undoable: it is where the session begins

    static bool canTake(const QMimeData& data);
    static QString
    localFile(const QMimeData& data); // the first file on this machine; empty if there is none
    void take(const QMimeData& data); // dropped or pasted: a local file, or a picture

    bool isReading() const { return m_ticket != 0; }

Q_SIGNALS:
    void readingChanged();
    void refused(const QString& sentence);

private:
    void ask(const QString& photo);
    void receive(quint64 ticket, const SeenReferencePtr& reference);
    void refuse(quint64 ticket, const QString& sentence);
    void takePicture(const QImage& picture);

    StudioPort& m_port;
    Session& m_session;
    quint64 m_lastTicket = 0;
    quint64 m_ticket = 0; // of the photo being read; 0: none
    bool m_atStart = false;
    int m_faceIndex = 0;
    QThreadPool m_writer; // stores pasted pictures; its destructor waits
};

} // namespace likeness::ui
