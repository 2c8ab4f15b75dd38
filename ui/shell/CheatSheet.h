// Every key and gesture, made from the action catalogue: searchable, and each key can be changed.
#pragma once

#include <QDialog>

class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace likeness::ui {

class ActionCatalogue;

class CheatSheet : public QDialog {
    Q_OBJECT

public:
    explicit CheatSheet(ActionCatalogue& catalogue, QWidget* parent = nullptr);

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();
    void fill();
    void filter(const QString& text);
    void showChosen();

    ActionCatalogue& m_catalogue;
    QLineEdit* m_search;
    QTreeWidget* m_list;
    QLabel* m_changeLabel;
    QKeySequenceEdit* m_keys;
    QPushButton* m_assign;
    QPushButton* m_reset;
};

} // namespace likeness::ui
