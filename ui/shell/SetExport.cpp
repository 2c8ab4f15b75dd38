#include "ui/shell/SetExport.h"

#include "ui/shell/MessageBar.h"

#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QSettings>
#include <QStandardPaths>
#include <QUrl>

namespace likeness::ui {

namespace {

const QString folderKey = QStringLiteral("export/folder");

} // namespace

QString exportFolder(const QString& chosen, quint64 seed)
{
    const QDir parent(chosen);
    if (!parent.exists() || parent.isEmpty())
        return parent.absolutePath();
    const QString name = QStringLiteral("portrait-%1").arg(seed);
    QString candidate = name;
    for (int number = 2; parent.exists(candidate); ++number)
        candidate = QStringLiteral("%1-%2").arg(name).arg(number);
    return parent.absoluteFilePath(candidate);
}

SetExport::SetExport(StudioPort& port, QSettings& settings, MessageBar& messages, QWidget& window)
    : QObject(&window), m_port(port), m_settings(settings), m_messages(messages), m_window(window)
{
    connect(&port, &StudioPort::exported, this, [this](const QString& folder, int files) {
        m_messages.offer(MessageBar::Kind::note,
                         tr("%n file(s) written to %1", nullptr, files).arg(folder),
                         tr("Open Folder"),
                         [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    });
    connect(&port, &StudioPort::exportFailed, this,
            [this](const QString& sentence) { m_messages.say(MessageBar::Kind::error, sentence); });
}

void SetExport::ask(ResultPtr result, StepsPtr steps)
{
    const QString last =
        m_settings
            .value(folderKey, QStandardPaths::writableLocation(QStandardPaths::PicturesLocation))
            .toString();
    auto* dialog = new QFileDialog(&m_window, tr("Export into Folder"), last);
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, result, steps](const QString& chosen) { write(result, steps, chosen); });
    dialog->open();
}

void SetExport::write(ResultPtr result, StepsPtr steps, const QString& chosen)
{
    m_settings.setValue(folderKey, chosen);
    const quint64 seed = result->request.seed;
    m_port.exportSet(std::move(result), std::move(steps), exportFolder(chosen, seed));
}

} // namespace likeness::ui
