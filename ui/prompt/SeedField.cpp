#include "ui/prompt/SeedField.h"

#include "ui/look/Icons.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

namespace likeness::ui {

SeedField::SeedField(QWidget* parent)
    : QWidget(parent), m_edit(new QLineEdit(this)), m_dice(new QToolButton(this)),
      m_lock(new QToolButton(this))
{
    m_edit->setObjectName(QStringLiteral("seed"));
    m_edit->setMaxLength(20);
    m_dice->setObjectName(QStringLiteral("seedDice"));
    m_lock->setObjectName(QStringLiteral("seedLock"));
    m_lock->setCheckable(true);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(m_edit, 1);
    for (QToolButton* button : {m_dice, m_lock}) {
        button->setProperty("flat", true);
        button->setIconSize({18, 18});
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button);
    }
    m_dice->setIcon(lineIcon(QStringLiteral("dice")));
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::editingFinished, this, &SeedField::finishEditing);
    connect(m_dice, &QToolButton::clicked, this, &SeedField::diceThrown);
    connect(m_lock, &QToolButton::toggled, this, &SeedField::lockChosen);
    retranslate();
    showLocked(false);
}

void SeedField::showSeed(quint64 seed)
{
    m_seed = seed;
    m_edit->setText(QString::number(seed));
    m_edit->setCursorPosition(0);
}

void SeedField::showLocked(bool locked)
{
    const QSignalBlocker quiet(m_lock);
    m_lock->setChecked(locked);
    m_lock->setIcon(lineIcon(locked ? QStringLiteral("lock") : QStringLiteral("unlock")));
    m_lock->setToolTip(locked ? tr("The seed is kept: every picture starts from the same noise.")
                              : tr("Every picture takes a new seed. Click to keep this one."));
}

void SeedField::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void SeedField::retranslate()
{
    m_edit->setAccessibleName(tr("Seed"));
    m_edit->setToolTip(
        tr("The number from which the noise is made: the same seed gives the same picture."));
    m_dice->setAccessibleName(tr("New seed"));
    m_dice->setToolTip(tr("New seed"));
    m_lock->setAccessibleName(tr("Keep the seed"));
    showLocked(m_lock->isChecked());
}

void SeedField::finishEditing()
{
    bool ok = false;
    const quint64 seed = m_edit->text().trimmed().toULongLong(&ok);
    if (ok && seed <= 9'007'199'254'740'991u) { // the engine's largest
        if (seed != m_seed)
            Q_EMIT seedChosen(seed);
        return;
    }
    Q_EMIT refused(tr("“%1” is no seed: type a whole number from 0 to 9007199254740991.")
                       .arg(m_edit->text()));
    showSeed(m_seed);
}

} // namespace likeness::ui
