// Paints one result: the identity-off twin beside the picture, a small likeness bar, a star.
#pragma once

#include <QStyledItemDelegate>

namespace likeness::ui {

class PictureDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace likeness::ui
