// A heading that shows and hides what is below it; a few quiet words beside it say what is inside.
#pragma once

#include <QToolButton>

namespace likeness::ui {

class Fold : public QToolButton {
    Q_OBJECT

public:
    Fold(const QString& objectName, QWidget* content, QWidget* parent);

    void setTexts(const QString& title, const QString& summary); // an empty summary: none
    void setOpen(bool open) { setChecked(open); }
    bool isOpen() const { return isChecked(); }

private:
    void showContent();

    QWidget* m_content;
};

} // namespace likeness::ui
