#include "ui/gallery/PictureDelegate.h"

#include "ui/look/Icons.h"
#include "ui/look/Theme.h"
#include "ui/session/ResultModel.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace likeness::ui {

namespace {

constexpr int margin = 6, gap = 4, barHeight = 4;

// The picture cut to a square around its middle.
void paintSquare(QPainter& painter, const QRectF& square, const QImage& picture)
{
    QPainterPath frame;
    frame.addRoundedRect(square, 4, 4);
    painter.save();
    painter.setClipPath(frame);
    const int side = std::min(picture.width(), picture.height());
    painter.drawImage(
        square, picture,
        QRectF((picture.width() - side) / 2.0, (picture.height() - side) / 2.0, side, side));
    painter.restore();
}

} // namespace

QSize PictureDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const
{
    const auto* view = qobject_cast<const QAbstractItemView*>(option.widget);
    const int width = view ? view->viewport()->width() : 200;
    const int side = (width - 2 * margin - gap) / 2;
    return {width, side + 2 * margin + 3 + barHeight};
}

void PictureDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const auto off = index.data(ResultModel::OffThumbnailRole).value<QImage>();
    const auto on = index.data(ResultModel::OnThumbnailRole).value<QImage>();
    const QVariant likeness = index.data(ResultModel::LikenessRole);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setRenderHint(QPainter::SmoothPixmapTransform);
    const QRectF cell = QRectF(option.rect).adjusted(2, 2, -2, -2);
    const bool selected = option.state & QStyle::State_Selected;
    const bool hovered = option.state & QStyle::State_MouseOver;
    if (selected || hovered) {
        painter->setPen(selected ? QPen(theme::accentColour(option.palette), 2) : QPen(Qt::NoPen));
        painter->setBrush(option.palette.color(QPalette::Midlight));
        painter->drawRoundedRect(cell.adjusted(1, 1, -1, -1), 6, 6);
    }
    const QRectF inner = QRectF(option.rect).adjusted(margin, margin, -margin, -margin);
    const double side = (inner.width() - gap) / 2;
    const QRectF left(inner.topLeft(), QSizeF(side, side));
    const QRectF right = left.translated(side + gap, 0);
    const bool pair = !off.isNull() && !on.isNull();
    if (pair)
        paintSquare(*painter, left, off);
    paintSquare(*painter, pair ? right : left, on.isNull() ? off : on);

    if (likeness.isValid()) {
        const QRectF track((pair ? right : left).left(), left.bottom() + 4, side, barHeight);
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme::frameColour(option.palette));
        painter->drawRoundedRect(track, 2, 2);
        QRectF filled = track;
        filled.setWidth(track.width() * std::clamp(likeness.toDouble(), 0.0, 1.0));
        painter->setBrush(theme::onColour());
        painter->drawRoundedRect(filled, 2, 2);
    }
    if (index.data(ResultModel::StarredRole).toBool()) {
        const QRectF badge(inner.right() - 22, inner.top() + 4, 18, 18);
        painter->setPen(Qt::NoPen);
        painter->setBrush(QColor(18, 18, 20, 190));
        painter->drawEllipse(badge);
        QPainterPath star;
        for (int i = 0; i < 10; ++i) {
            const double angle = (i * 36 - 90) * 3.14159265358979 / 180,
                         radius = i % 2 == 0 ? 6 : 2.6;
            const QPointF point =
                badge.center() + QPointF(std::cos(angle), std::sin(angle)) * radius;
            i == 0 ? star.moveTo(point) : star.lineTo(point);
        }
        painter->fillPath(star, theme::onColour());
    }
    painter->restore();
}

} // namespace likeness::ui
