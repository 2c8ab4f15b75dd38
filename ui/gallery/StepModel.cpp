#include "ui/gallery/StepModel.h"

namespace likeness::ui {

int StepModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_steps.size());
}

QVariant StepModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Step& step = m_steps[size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return step.number == 0 ? tr("Done") : tr("Step %1").arg(step.number);
    case OffRole:
        return step.off;
    case OnRole:
        return step.on;
    case StepRole:
        return step.number;
    default:
        return {};
    }
}

void StepModel::clear()
{
    reset({});
}

void StepModel::reset(std::vector<Step> steps)
{
    beginResetModel();
    m_steps = std::move(steps);
    endResetModel();
}

void StepModel::append(Step step)
{
    const int row = int(m_steps.size());
    beginInsertRows({}, row, row);
    m_steps.push_back(std::move(step));
    endInsertRows();
}

} // namespace likeness::ui
