#include "ui/prompt/PathField.h"

#include "ui/look/Icons.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>

namespace likeness::ui {

PathField::PathField(const QString& objectName, Kind kind, QWidget* parent)
    : QWidget(parent), m_kind(kind), m_edit(new QLineEdit(this)), m_button(new QToolButton(this))
{
    m_edit->setObjectName(objectName);
    m_edit->setClearButtonEnabled(true);
    m_button->setObjectName(objectName + QStringLiteral("Browse"));
    m_button->setProperty("flat", true);
    m_button->setIcon(lineIcon(QStringLiteral("folder")));
    m_button->setFocusPolicy(Qt::TabFocus);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_button);
    setFocusProxy(m_edit);
    connect(m_edit, &QLineEdit::editingFinished, this, [this] { Q_EMIT pathChosen(path()); });
    connect(m_edit, &QLineEdit::textChanged, this, [this](const QString& text) {
        if (text.isEmpty()) // the clear button
            Q_EMIT pathChosen(QString());
    });
    connect(m_button, &QToolButton::clicked, this, &PathField::browse);
}

void PathField::setTexts(const QString& accessibleName, const QString& placeholder,
                         const QString& dialogTitle)
{
    m_edit->setAccessibleName(accessibleName);
    m_edit->setPlaceholderText(placeholder);
    m_button->setAccessibleName(dialogTitle);
    m_button->setToolTip(dialogTitle);
    m_dialogTitle = dialogTitle;
}

void PathField::showPath(const QString& path)
{
    if (path != m_edit->text())
        m_edit->setText(path);
}

QString PathField::path() const
{
    return m_edit->text().trimmed();
}

void PathField::browse()
{
    auto* dialog = new QFileDialog(this, m_dialogTitle, m_edit->text());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (m_kind == Kind::folder) {
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
    } else {
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setNameFilter(tr("Models (*.safetensors *.ckpt *.pt *.pth *.bin *.json)"));
    }
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& chosen) {
        // A model folder is named by the index file in it.
        const QFileInfo file(chosen);
        const bool isIndex =
            m_kind == Kind::fileOrFolder && file.fileName() == QLatin1String("model_index.json");
        m_edit->setText(isIndex ? file.path() : chosen);
        Q_EMIT pathChosen(m_edit->text());
    });
    dialog->open();
}

} // namespace likeness::ui
