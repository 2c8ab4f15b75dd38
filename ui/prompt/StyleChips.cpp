#include "ui/prompt/StyleChips.h"

#include "ui/look/FlowLayout.h"

#include <QButtonGroup>
#include <QToolButton>

namespace likeness::ui {

StyleChips::StyleChips(QWidget* parent) : QWidget(parent), m_group(new QButtonGroup(this))
{
    setObjectName(QStringLiteral("styles"));
    auto* layout = new FlowLayout(this, 6);
    setLayout(layout);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(m_group, &QButtonGroup::idClicked, this,
            [this](int id) { Q_EMIT chosen(m_styles.at(id).name); });
}

void StyleChips::setStyles(const QList<Style>& styles)
{
    qDeleteAll(m_group->buttons());
    m_styles = styles;
    for (int i = 0; i < styles.size(); ++i) {
        auto* button = new QToolButton(this);
        button->setObjectName(QStringLiteral("style-%1").arg(styles[i].name));
        button->setProperty("chip", true);
        button->setCheckable(true);
        button->setText(styles[i].label);
        button->setAccessibleName(tr("Style %1").arg(styles[i].label));
        button->setToolTip(styles[i].prompt);
        button->setFocusPolicy(Qt::StrongFocus);
        m_group->addButton(button, i);
        layout()->addWidget(button);
    }
    updateGeometry();
}

QSize StyleChips::sizeHint() const
{
    constexpr int usualWidth = 320;
    return {usualWidth, layout()->heightForWidth(usualWidth)};
}

void StyleChips::setChosen(const QString& name)
{
    for (int i = 0; i < m_styles.size(); ++i) {
        if (m_styles[i].name == name)
            m_group->button(i)->setChecked(true);
    }
}

} // namespace likeness::ui
