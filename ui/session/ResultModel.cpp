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
        return entry.offThumbnail;
    case OnThumbnailRole:
        return entry.onThumbnail;
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
    entry.off = toQImage(result->off);
    entry.on = toQImage(result->on);
    entry.result = std::move(result);
    entry.steps = std::move(steps);
    return append(std::move(entry));
}

quint64 ResultModel::append(ResultEntry entry)
{
    entry.id = ++m_lastId;
    insert(std::move(entry));
    return m_lastId;
}

void ResultModel::insert(ResultEntry entry)
{
    const auto place =
        std::find_if(m_entries.begin(), m_entries.end(),
                     [&entry](const ResultEntry& other) { return other.id < entry.id; });
    const int row = int(place - m_entries.begin());
    if (entry.offThumbnail.isNull())
        entry.offThumbnail = thumbnailOf(entry.off, thumbnailSize_px);
    if (entry.onThumbnail.isNull())
        entry.onThumbnail = thumbnailOf(entry.on, thumbnailSize_px);
    beginInsertRows({}, row, row);
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

const ResultEntry* ResultModel::open(quint64 id)
{
    const int row = rowOf(id);
    if (row < 0)
        return nullptr;
    ResultEntry& entry = m_entries[size_t(row)];
    if (!entry.isKept() || id == m_opened)
        return &entry;
    letGo(m_opened);
    m_opened = id;
    entry.off = QImage(entry.offFile);
    entry.on = QImage(entry.onFile);
    auto whole = std::make_shared<generation::PortraitResult>(*entry.result);
    whole->off = fromQImage(entry.off);
    whole->on = fromQImage(entry.on);
    entry.result = std::move(whole);
    return &entry;
}

void ResultModel::letGo(quint64 id)
{
    const int row = rowOf(id);
    if (row < 0)
        return;
    ResultEntry& entry = m_entries[size_t(row)];
    entry.off = entry.on = QImage();
    auto light = std::make_shared<generation::PortraitResult>(*entry.result);
    light->off = light->on = {};
    entry.result = std::move(light);
}

int ResultModel::rowOf(quint64 id) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(),
                                    [id](const ResultEntry& entry) { return entry.id == id; });
    return found == m_entries.end() ? -1 : int(found - m_entries.begin());
}

} // namespace likeness::ui
