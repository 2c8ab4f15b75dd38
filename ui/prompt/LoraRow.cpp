#include "ui/prompt/LoraRow.h"

#include "ui/look/ElidedLabel.h"
#include "ui/look/Icons.h"

#include <QDoubleSpinBox>
#include <QEvent>
#include <QFileInfo>
#include <QGridLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>

#include <algorithm>

namespace likeness::ui {

LoraRow::LoraRow(int index, QWidget* parent)
    : QWidget(parent), m_index(index), m_name(new ElidedLabel(this)),
      m_strength(new QDoubleSpinBox(this)), m_up(new QToolButton(this)),
      m_down(new QToolButton(this)), m_remove(new QToolButton(this)), m_problem(new QLabel(this))
{
    const auto named = [index](QWidget* widget, const char* name) {
        widget->setObjectName(QStringLiteral("%1-%2").arg(QLatin1String(name)).arg(index));
    };
    named(m_strength, "loraStrength");
    named(m_up, "loraUp");
    named(m_down, "loraDown");
    named(m_remove, "loraRemove");
    named(m_problem, "loraProblem");
    m_strength->setSingleStep(0.05);
    m_strength->setDecimals(2);
    m_strength->setFixedWidth(66);
    m_problem->setProperty("problem", true);
    m_problem->setWordWrap(true);

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setHorizontalSpacing(2);
    layout->setVerticalSpacing(2);
    layout->addWidget(m_name, 0, 0);
    layout->addWidget(m_strength, 0, 1);
    layout->setColumnStretch(0, 1);
    const std::pair<QToolButton*, const char*> buttons[] = {
        {m_up, "chevron-up"}, {m_down, "chevron-down"}, {m_remove, "close"}};
    int column = 2;
    for (const auto& [button, icon] : buttons) {
        button->setProperty("flat", true);
        button->setIcon(lineIcon(QLatin1String(icon)));
        button->setIconSize({16, 16});
        button->setFocusPolicy(Qt::TabFocus);
        layout->addWidget(button, 0, column++);
    }
    layout->addWidget(m_problem, 1, 0, 1, column);

    connect(m_strength, &QDoubleSpinBox::valueChanged, this, &LoraRow::strengthChosen);
    connect(m_up, &QToolButton::clicked, this, [this] { Q_EMIT moved(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { Q_EMIT moved(1); });
    connect(m_remove, &QToolButton::clicked, this, &LoraRow::removed);
}

void LoraRow::showLora(const generation::LoraChoice& lora, bool isLast)
{
    m_file = QString::fromStdString(lora.file);
    const QSignalBlocker quiet(m_strength);
    // What a picture's settings brought may be stronger than what is usual.
    m_strength->setRange(std::min(-2.0, lora.strength), std::max(2.0, lora.strength));
    m_strength->setValue(lora.strength);
    m_up->setEnabled(m_index > 0);
    m_down->setEnabled(!isLast);
    retranslate();
}

void LoraRow::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void LoraRow::retranslate()
{
    const QFileInfo file(m_file);
    const QString name = file.completeBaseName();
    const bool isGone = !file.isFile();
    m_name->setText(name);
    m_name->setToolTip(m_file);
    m_strength->setAccessibleName(tr("Strength of %1").arg(name));
    m_strength->setToolTip(tr("How strongly it works; 0 is off, negative values turn it around."));
    m_up->setAccessibleName(tr("Move %1 up").arg(name));
    m_up->setToolTip(tr("Move up"));
    m_down->setAccessibleName(tr("Move %1 down").arg(name));
    m_down->setToolTip(tr("Move down"));
    m_remove->setAccessibleName(tr("Remove %1").arg(name));
    m_remove->setToolTip(tr("Remove"));
    m_problem->setText(
        isGone ? tr("%1 is gone: put it back or remove it here.").arg(file.fileName()) : QString());
    m_problem->setToolTip(m_file);
    m_problem->setVisible(isGone);
}

} // namespace likeness::ui
