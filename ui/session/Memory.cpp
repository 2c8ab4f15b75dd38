#include "ui/session/Memory.h"

#include <QSettings>

namespace likeness::ui {

Remembered recollect(QSettings& store, const Settings& atFirst)
{
    Remembered remembered;
    remembered.settings = atFirst;
    store.beginGroup(QStringLiteral("session"));
    remembered.firstStart = store.childKeys().isEmpty();
    for (const Setting setting : allSettings()) {
        const QVariant value = store.value(storageName(setting));
        if (value.isValid())
            remembered.settings.set(setting, value);
    }
    remembered.photo = store.value(QStringLiteral("photo")).toString();
    remembered.faceIndex = store.value(QStringLiteral("face")).toInt();
    store.endGroup();
    return remembered;
}

void remember(QSettings& store, const Settings& settings, const QString& photo, int faceIndex)
{
    store.beginGroup(QStringLiteral("session"));
    for (const Setting setting : allSettings())
        store.setValue(storageName(setting), settings.value(setting));
    store.setValue(QStringLiteral("photo"), photo);
    store.setValue(QStringLiteral("face"), faceIndex);
    store.endGroup();
}

} // namespace likeness::ui
