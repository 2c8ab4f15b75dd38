// A path that may be left empty, with a button that opens a file dialog (or a folder dialog).
#pragma once

#include <QWidget>

class QLineEdit;
class QToolButton;

namespace likeness::ui {

class PathField : public QWidget {
    Q_OBJECT

public:
    enum class Kind { file, fileOrFolder };

    PathField(const QString& objectName, Kind kind, QWidget* parent = nullptr);

    void setTexts(const QString& accessibleName, const QString& placeholder,
                  const QString& dialogTitle);
    void showPath(const QString& path);

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
