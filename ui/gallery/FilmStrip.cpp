#include "ui/gallery/FilmStrip.h"

#include "ui/look/Theme.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QWheelEvent>

namespace likeness::ui {

namespace {

class StepDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const override
    {
        const auto* view = static_cast<const QListView*>(option.widget);
        return {view->viewport()->height(), view->viewport()->height()};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        QImage picture = index.data(StepModel::OnRole).value<QImage>();
        if (picture.isNull())
            picture = index.data(StepModel::OffRole).value<QImage>();
        const QRectF frame = QRectF(option.rect).adjusted(4, 4, -4, -4);
        const QSizeF size = QSizeF(picture.size()).scaled(frame.size(), Qt::KeepAspectRatio);
        const QRectF target(frame.center() - QPointF(size.width() / 2, size.height() / 2), size);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        QPainterPath rounded;
        rounded.addRoundedRect(target, 4, 4);
        painter->save();
        painter->setClipPath(rounded);
        painter->drawImage(target, picture);
        const int step = index.data(StepModel::StepRole).toInt();
        const QString number = step == 0 ? index.data().toString() : QString::number(step);
        const QFontMetricsF metrics(option.font);
        const QRectF label(target.left(), target.bottom() - metrics.height(),
                           metrics.horizontalAdvance(number) + 8, metrics.height());
        painter->fillRect(label, QColor(18, 18, 20, 190));
        painter->setPen(QColor(245, 245, 245));
        painter->drawText(label, Qt::AlignCenter, number);
        painter->restore();
        if (option.state & QStyle::State_Selected) {
            painter->setPen(QPen(theme::accentColour(option.palette), 2));
            painter->drawRoundedRect(target.adjusted(-1, -1, 1, 1), 5, 5);
        }
        painter->restore();
    }
};

} // namespace

FilmStrip::FilmStrip(StepModel& steps, QWidget* parent) : QListView(parent)
{
    setObjectName(QStringLiteral("filmStrip"));
    setModel(&steps);
    setItemDelegate(new StepDelegate(this));
    setFlow(QListView::LeftToRight);
    setWrapping(false);
    setResizeMode(QListView::Adjust);
    setViewportMargins(8, 0, 8, 0);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(false);
    connect(&steps, &QAbstractItemModel::rowsInserted, this, &FilmStrip::scrollToBottom,
            Qt::QueuedConnection);
    retranslate();
}

void FilmStrip::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QListView::currentChanged(current, previous);
    if (current.isValid())
        Q_EMIT stepChosen(current.row());
}

void FilmStrip::resizeEvent(QResizeEvent* event)
{
    QListView::resizeEvent(event);
    scheduleDelayedItemsLayout(); // the pictures are as high as the strip
}

// There is only one way to scroll, so the ordinary wheel does it.
void FilmStrip::wheelEvent(QWheelEvent* event)
{
    const QPoint delta = event->angleDelta();
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() -
                                    (delta.y() != 0 ? delta.y() : delta.x()));
    event->accept();
}

void FilmStrip::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QListView::changeEvent(event);
}

void FilmStrip::retranslate()
{
    setAccessibleName(tr("Film strip of the steps"));
    setAccessibleDescription(
        tr("What the sampler saw after each step. Arrow keys go through them."));
}

void FilmStrip::paintEvent(QPaintEvent* event)
{
    if (model()->rowCount() == 0) {
        QPainter painter(viewport());
        painter.setPen(theme::quietText(palette()));
        painter.drawText(viewport()->rect().adjusted(12, 0, -12, 0),
                         Qt::AlignCenter | Qt::TextWordWrap,
                         tr("Each step of the painting appears here."));
    }
    QListView::paintEvent(event);
}

} // namespace likeness::ui
