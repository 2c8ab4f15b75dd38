#include "ui/look/Fold.h"

#include "ui/look/Icons.h"

namespace likeness::ui {

Fold::Fold(const QString& objectName, QWidget* content, QWidget* parent)
    : QToolButton(parent), m_content(content)
{
    setObjectName(objectName);
    setProperty("disclosure", true);
    setCheckable(true);
    setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QToolButton::toggled, this, &Fold::showContent);
    showContent();
}

void Fold::setTexts(const QString& title, const QString& summary)
{
    setText(summary.isEmpty() ? title : QStringLiteral("%1 · %2").arg(title, summary));
    setAccessibleName(text());
}

void Fold::showContent()
{
    setIcon(lineIcon(isOpen() ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right")));
    m_content->setVisible(isOpen());
}

} // namespace likeness::ui
