// What is kept from one start to the next: settings and the reference. Damaged or foreign values
// are passed over.
#pragma once

#include "ui/session/Settings.h"

class QSettings;

namespace likeness::ui {

struct Remembered {
    Settings settings;
    QString photo; // empty: none
    int faceIndex = 0;
    bool firstStart = true; // nothing was kept
};

Remembered recollect(QSettings& store, const Settings& atFirst);
void remember(QSettings& store, const Settings& settings, const QString& photo, int faceIndex);

} // namespace likeness::ui
