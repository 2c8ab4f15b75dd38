#include "ui/session/ResultModel.h"

#include "ui/session/Pictures.h"

#include <algorithm>

namespace likeness::ui {

int ResultModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant ResultModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ResultEntry& entry = m_entries[size_t(index.row())];
    const generation::PortraitResult& result = *entry.result;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return tr("Picture %1, seed %2").arg(entry.id).arg(result.request.seed);
    case Qt::ToolTipRole:
        return tr("%1\nstyle %2, seed %3, %n step(s), strength %4", nullptr, result.request.steps)
            .arg(QString::fromStdString(result.request.prompt),
                 QString::fromStdString(result.request.style))
            .arg(result.request.seed)
            .arg(result.request.strength);
    case IdRole:
        return entry.id;
    case OffThumbnailRole:
        return m_thumbnails[size_t(index.row())].off;
    case OnThumbnailRole:
        return m_thumbnails[size_t(index.row())].on;
    case LikenessRole:
        return result.scores.likeness ? QVariant(*result.scores.likeness) : QVariant();
    case PurityRole:
        return result.scores.purity ? QVariant(*result.scores.purity) : QVariant();
    case StarredRole:
        return entry.starred;
    default:
        return {};
    }
}

quint64 ResultModel::add(ResultPtr result, StepsPtr steps)
{
    ResultEntry entry;
    entry.id = ++m_lastId;
    entry.off = toQImage(result->off);
    entry.on = toQImage(result->on);
    entry.result = std::move(result);
    entry.steps = std::move(steps);
    insert(std::move(entry));
    return m_lastId;
}

void ResultModel::insert(ResultEntry entry)
{
    const auto place =
        std::find_if(m_entries.begin(), m_entries.end(),
                     [&entry](const ResultEntry& other) { return other.id < entry.id; });
    const int row = int(place - m_entries.begin());
    beginInsertRows({}, row, row);
    m_thumbnails.insert(m_thumbnails.begin() + row, {thumbnailOf(entry.off, thumbnailSize_px),
                                                     thumbnailOf(entry.on, thumbnailSize_px)});
    m_entries.insert(place, std::move(entry));
    endInsertRows();
}

ResultEntry ResultModel::take(quint64 id)
{
    const int row = rowOf(id);
    if (row < 0)
        return {};
    beginRemoveRows({}, row, row);
    ResultEntry entry = std::move(m_entries[size_t(row)]);
    m_entries.erase(m_entries.begin() + row);
    m_thumbnails.erase(m_thumbnails.begin() + row);
    endRemoveRows();
    return entry;
}

void ResultModel::setStarred(quint64 id, bool starred)
{
    const int row = rowOf(id);
    if (row < 0 || m_entries[size_t(row)].starred == starred)
        return;
    m_entries[size_t(row)].starred = starred;
    Q_EMIT dataChanged(index(row), index(row), {StarredRole});
}

const ResultEntry* ResultModel::find(quint64 id) const
{
    const int row = rowOf(id);
    return row < 0 ? nullptr : &m_entries[size_t(row)];
}

int ResultModel::rowOf(quint64 id) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [id](const ResultEntry& entry) { return entry.id == id; });
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

} // namespace likeness::ui
