// The previews of the running job, or of the picture on the canvas, in the order of the steps.
#pragma once

#include <QAbstractListModel>
#include <QImage>

#include <vector>

namespace likeness::ui {

class StepModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { OffRole = Qt::UserRole + 1, OnRole, StepRole };

    struct Step {
        int number = 0; // 1-based; 0: the finished picture, last in the strip
        QImage off, on; // small; either may be null
    };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

    void clear();
    void reset(std::vector<Step> steps);
    void append(Step step);
    const std::vector<Step>& steps() const { return m_steps; }

private:
    std::vector<Step> m_steps;
};

} // namespace likeness::ui
