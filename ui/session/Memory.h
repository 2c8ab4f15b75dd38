// What is kept from one start to the next: settings and the photos. Damaged or foreign values are
// passed over.
#pragma once

#include "ui/session/Settings.h"

class QSettings;

namespace likeness::ui {

struct RememberedPhoto {
    QString photo; // path
    int faceIndex = 0;
    int person = 0;
    bool operator==(const RememberedPhoto&) const = default;
};

struct Remembered {
    Settings settings;
    QList<RememberedPhoto> photos;
    bool firstStart = true; // nothing was kept
};

Remembered recollect(QSettings& store, const Settings& atFirst);
void remember(QSettings& store, const Settings& settings, const QList<RememberedPhoto>& photos);

} // namespace likeness::ui
