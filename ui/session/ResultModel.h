// The finished pictures of this session, newest first, as an item model.
#pragma once

#include "ui/session/StudioPort.h"

#include <QAbstractListModel>

namespace likeness::ui {

struct ResultEntry {
    quint64 id = 0; // grows with every result; newest has the largest
    ResultPtr result;
    StepsPtr steps;
    QImage off; // full size; null if the job made none
    QImage on;
    bool starred = false;
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
    void insert(ResultEntry entry);                // at the place its id says; used by undo
    ResultEntry take(quint64 id); // an entry without result if there is none of that id
    void setStarred(quint64 id, bool starred);

    const ResultEntry* find(quint64 id) const;
    int rowOf(quint64 id) const; // -1 if there is none
    const std::vector<ResultEntry>& entries() const { return m_entries; }

private:
    struct Thumbnails {
        QImage off, on;
    };
    std::vector<ResultEntry> m_entries;
    std::vector<Thumbnails> m_thumbnails; // same order
    quint64 m_lastId = 0;
};

} // namespace likeness::ui
