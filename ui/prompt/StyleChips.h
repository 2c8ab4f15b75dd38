// The styles as a paragraph of buttons, one of them chosen.
#pragma once

#include "ui/prompt/Styles.h"

#include <QWidget>

class QButtonGroup;

namespace likeness::ui {

class StyleChips : public QWidget {
    Q_OBJECT

public:
    explicit StyleChips(QWidget* parent = nullptr);

    void setStyles(const QList<Style>& styles);
    void setChosen(const QString& name);

    QSize sizeHint() const override; // at the width of the panel, not of the widest button

Q_SIGNALS:
    void chosen(const QString& name);

private:
    QButtonGroup* m_group;
    QList<Style> m_styles;
};

} // namespace likeness::ui
