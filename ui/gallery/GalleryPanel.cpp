#include "ui/gallery/GalleryPanel.h"

#include "ui/gallery/PictureDelegate.h"

#include <QEvent>
#include <QLabel>
#include <QStackedLayout>

namespace likeness::ui {

GalleryPanel::GalleryPanel(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_view(new QListView(this)), m_empty(new QLabel(this)),
      m_stack(new QStackedLayout(this))
{
    m_view->setObjectName(QStringLiteral("gallery"));
    m_view->setModel(&session.results());
    m_view->setItemDelegate(new PictureDelegate(m_view));
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setResizeMode(QListView::Adjust);
    m_view->setMouseTracking(true);
    m_view->viewport()->setAutoFillBackground(false);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(16);
    m_empty->setProperty("quiet", true);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_view);

    const auto open = [this](const QModelIndex& index) {
        Q_EMIT opened(index.data(ResultModel::IdRole).toULongLong());
    };
    connect(m_view, &QListView::activated, this, open);
    connect(m_view, &QListView::doubleClicked, this, open);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &GalleryPanel::selectionChanged);
    connect(&session.results(), &QAbstractItemModel::rowsInserted, this,
            &GalleryPanel::showEmptiness);
    connect(&session.results(), &QAbstractItemModel::rowsRemoved, this,
            &GalleryPanel::showEmptiness);
    retranslate();
    showEmptiness();
}

QList<quint64> GalleryPanel::selected() const
{
    QList<quint64> ids;
    for (const QModelIndex& index : m_view->selectionModel()->selectedIndexes())
        ids.append(index.data(ResultModel::IdRole).toULongLong());
    return ids;
}

void GalleryPanel::select(quint64 id)
{
    const int row = m_session.results().rowOf(id);
    if (row >= 0)
        m_view->setCurrentIndex(m_session.results().index(row));
}

void GalleryPanel::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void GalleryPanel::retranslate()
{
    m_view->setAccessibleName(tr("Gallery"));
    m_view->setAccessibleDescription(tr("Finished pictures, newest first."));
    m_empty->setText(
        tr("Your pictures appear here: on the left without the person, on the right with."));
}

void GalleryPanel::showEmptiness()
{
    m_stack->setCurrentIndex(m_session.results().rowCount() == 0 ? 0 : 1);
}

} // namespace likeness::ui
