// Asks for a folder and has the shown set written into it: pictures with their settings inside, and
// the manifest.
#pragma once

#include "ui/session/StudioPort.h"

#include <QWidget>

class QSettings;

namespace likeness::ui {

class MessageBar;

// `chosen` itself if it is empty or not there yet, else a new folder in it: "portrait-7",
// "portrait-7-2", …
QString exportFolder(const QString& chosen, quint64 seed);

class SetExport : public QObject {
    Q_OBJECT

public:
    SetExport(StudioPort& port, QSettings& settings, MessageBar& messages, QWidget& window);

    void ask(ResultPtr result, StepsPtr steps); // opens the folder dialog
    void write(ResultPtr result, StepsPtr steps, const QString& chosen);

private:
    StudioPort& m_port;
    QSettings& m_settings;
    MessageBar& m_messages;
    QWidget& m_window;
};

} // namespace likeness::ui
