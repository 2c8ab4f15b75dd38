// The finished pictures, newest first, as an item model. Those of earlier sessions have small pictures
// until one is opened.
#pragma once

#include "ui/session/StudioPort.h"

#include <QAbstractListModel>

namespace likeness::ui {

struct ResultEntry {
    quint64 id = 0; // grows with every result; newest has the largest
    ResultPtr result;
    StepsPtr steps;
    QImage off; // full size; null if the job made none, or until it is opened
    QImage on;
    bool starred = false;
    QImage offThumbnail, onThumbnail;
    QString offFile, onFile; // of an earlier session: where the pictures lie

    bool isKept() const { return !offFile.isEmpty() || !onFile.isEmpty(); }
};

class ResultModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole + 1,
        OffThumbnailRole,
        OnThumbnailRole,
        LikenessRole,
        PurityRole,
        StarredRole
    };
    static constexpr int thumbnailSize_px = 192;

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    quint64 add(ResultPtr result, StepsPtr steps); // returns its id
    quint64 append(ResultEntry entry);             // the same, ready made
    void insert(ResultEntry entry);                // at the place its id says; used by undo
    ResultEntry take(quint64 id); // an entry without result if there is none of that id
    void setStarred(quint64 id, bool starred);

    const ResultEntry* find(quint64 id) const;
    // With its pictures, read from their files if they are kept; those of the kept one that was
    // opened before are let go. Null pictures if a file is gone.
    const ResultEntry* open(quint64 id);
    int rowOf(quint64 id) const; // -1 if there is none
    const std::vector<ResultEntry>& entries() const { return m_entries; }

private:
    void letGo(quint64 id);

    std::vector<ResultEntry> m_entries;
    quint64 m_lastId = 0;
    quint64 m_opened = 0; // the kept one whose pictures are here
};

} // namespace likeness::ui
