// A path that may be left empty, with a button that opens a file dialog (or a folder dialog).
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace likeness::ui {

class PathField : public QWidget {
    Q_OBJECT

public:
    enum class Kind { file, fileOrFolder, folder };

    PathField(const QString& objectName, Kind kind, QWidget* parent = nullptr);

    void setTexts(const QString& accessibleName, const QString& placeholder,
                  const QString& dialogTitle);
    void showPath(const QString& path);
    QString path() const; // as it stands in the field, without blanks around it

Q_SIGNALS:
    void pathChosen(const QString& path);

private:
    void browse();

    Kind m_kind;
    QLineEdit* m_edit;
    QToolButton* m_button;
    QString m_dialogTitle;
};

} // namespace likeness::ui
