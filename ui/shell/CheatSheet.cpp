#include "ui/shell/CheatSheet.h"

#include "ui/shell/ActionCatalogue.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>

namespace likeness::ui {

namespace {

constexpr int idRole = Qt::UserRole + 1;

} // namespace

CheatSheet::CheatSheet(ActionCatalogue& catalogue, QWidget* parent)
    : QDialog(parent), m_catalogue(catalogue), m_search(new QLineEdit(this)),
      m_list(new QTreeWidget(this)), m_changeLabel(new QLabel(this)),
      m_keys(new QKeySequenceEdit(this)), m_assign(new QPushButton(this)),
      m_reset(new QPushButton(this))
{
    setObjectName(QStringLiteral("cheatSheet"));
    m_search->setObjectName(QStringLiteral("cheatSheetSearch"));
    m_search->setClearButtonEnabled(true);
    m_list->setObjectName(QStringLiteral("cheatSheetList"));
    m_list->setColumnCount(3);
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_keys->setObjectName(QStringLiteral("cheatSheetKeys"));
    m_assign->setObjectName(QStringLiteral("cheatSheetAssign"));
    m_reset->setObjectName(QStringLiteral("cheatSheetReset"));
    m_assign->setAutoDefault(false);
    m_reset->setAutoDefault(false);

    auto* change = new QHBoxLayout;
    change->addWidget(m_changeLabel);
    change->addWidget(m_keys, 1);
    change->addWidget(m_assign);
    change->addSpacing(16);
    change->addWidget(m_reset);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addLayout(change);
    resize(820, 680);

    connect(m_search, &QLineEdit::textChanged, this, &CheatSheet::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &CheatSheet::showChosen);
    connect(m_assign, &QPushButton::clicked, this, [this] {
        const QTreeWidgetItem* item = m_list->currentItem();
        if (!item)
            return;
        const QKeySequence keys = m_keys->keySequence();
        m_catalogue.setKeys(item->data(0, idRole).toString(),
                            keys.isEmpty() ? QList<QKeySequence>() : QList<QKeySequence>{keys});
    });
    connect(m_reset, &QPushButton::clicked, &m_catalogue, &ActionCatalogue::resetKeys);
    connect(&m_catalogue, &ActionCatalogue::keysChanged, this, &CheatSheet::fill);
    retranslate();
}

void CheatSheet::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QDialog::changeEvent(event);
}

void CheatSheet::retranslate()
{
    setWindowTitle(tr("Keyboard and mouse"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search the list"));
    m_list->setAccessibleName(tr("Keys and gestures"));
    m_list->setHeaderLabels({tr("Action"), tr("Keys"), tr("What it does")});
    m_changeLabel->setText(tr("New keys:"));
    m_keys->setAccessibleName(tr("New keys for the chosen action"));
    m_keys->findChild<QLineEdit*>()->setAccessibleName(
        m_keys->accessibleName()); // what has the focus
    m_assign->setText(tr("Assign"));
    m_reset->setText(tr("Default keys"));
    fill();
}

void CheatSheet::fill()
{
    const QString chosen =
        m_list->currentItem() ? m_list->currentItem()->data(0, idRole).toString() : QString();
    m_list->clear();
    QTreeWidgetItem* group = nullptr;
    for (const ActionEntry& entry : m_catalogue.entries()) {
        if (!group || group->text(0) != entry.group) {
            group = new QTreeWidgetItem(m_list, {entry.group});
            QFont bold = font();
            bold.setBold(true);
            group->setFont(0, bold);
            group->setFlags(Qt::ItemIsEnabled);
            group->setFirstColumnSpanned(true);
        }
        auto* item = new QTreeWidgetItem(group, {entry.text, entry.keys, entry.description});
        item->setData(0, idRole, entry.action ? entry.id : QString());
        item->setToolTip(2, entry.description);
        if (!chosen.isEmpty() && entry.id == chosen)
            m_list->setCurrentItem(item);
    }
    m_list->expandAll();
    m_list->resizeColumnToContents(0);
    m_list->resizeColumnToContents(1);
    m_list->setColumnWidth(0, m_list->columnWidth(0) + 16);
    m_list->setColumnWidth(1, m_list->columnWidth(1) + 16);
    filter(m_search->text());
    showChosen();
}

void CheatSheet::filter(const QString& text)
{
    for (int g = 0; g < m_list->topLevelItemCount(); ++g) {
        QTreeWidgetItem* group = m_list->topLevelItem(g);
        bool any = false;
        for (int i = 0; i < group->childCount(); ++i) {
            QTreeWidgetItem* item = group->child(i);
            bool matches = text.isEmpty();
            for (int column = 0; column < 3; ++column)
                matches = matches || item->text(column).contains(text, Qt::CaseInsensitive);
            item->setHidden(!matches);
            any = any || matches;
        }
        group->setHidden(!any);
    }
}

void CheatSheet::showChosen()
{
    const QTreeWidgetItem* item = m_list->currentItem();
    const bool rebindable = item && !item->data(0, idRole).toString().isEmpty();
    m_keys->setEnabled(rebindable);
    m_assign->setEnabled(rebindable);
    m_keys->setKeySequence(
        rebindable ? QKeySequence(item->text(1).section(u';', 0, 0), QKeySequence::NativeText)
                   : QKeySequence());
}

} // namespace likeness::ui
