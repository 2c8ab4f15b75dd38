#include "ui/look/DockTitle.h"

#include "ui/look/Icons.h"

#include <QDockWidget>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace likeness::ui {

DockTitle::DockTitle(QDockWidget& dock)
    : QWidget(&dock), m_dock(dock), m_title(new QLabel(this)), m_float(new QToolButton(this)),
      m_close(new QToolButton(this))
{
    m_title->setProperty("heading", true);
    m_float->setIcon(lineIcon(QStringLiteral("float")));
    m_close->setIcon(lineIcon(QStringLiteral("close")));
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 5, 6, 3);
    layout->setSpacing(0);
    layout->addWidget(m_title, 1);
    for (QToolButton* button : {m_float, m_close}) {
        button->setProperty("flat", true);
        button->setIconSize({13, 13});
        button->setFocusPolicy(Qt::NoFocus); // the View menu does the same from the keyboard
        layout->addWidget(button);
    }
    dock.setTitleBarWidget(this);
    connect(m_close, &QToolButton::clicked, &dock, &QWidget::close);
    connect(m_float, &QToolButton::clicked, &dock,
            [&dock] { dock.setFloating(!dock.isFloating()); });
    connect(&dock, &QWidget::windowTitleChanged, this, &DockTitle::retranslate);
    retranslate();
}

QSize DockTitle::minimumSizeHint() const
{
    return {80, QWidget::minimumSizeHint().height()};
}

void DockTitle::changeEvent(QEvent* event)
{
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    QWidget::changeEvent(event);
}

void DockTitle::retranslate()
{
    m_title->setText(m_dock.windowTitle());
    m_float->setToolTip(tr("Float or dock"));
    m_close->setToolTip(tr("Hide; the View menu brings it back"));
    m_float->setAccessibleName(tr("Float or dock %1").arg(m_dock.windowTitle()));
    m_close->setAccessibleName(tr("Hide %1").arg(m_dock.windowTitle()));
}

} // namespace likeness::ui
