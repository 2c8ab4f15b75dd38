#include "ui/session/Memory.h"

#include <QSettings>

#include <algorithm>

namespace likeness::ui {

namespace {

constexpr int mostPhotos = 8; // four of each person

}

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
    const int count = std::min(store.beginReadArray(QStringLiteral("photos")), mostPhotos);
    for (int i = 0; i < count; ++i) {
        store.setArrayIndex(i);
        const RememberedPhoto photo{store.value(QStringLiteral("path")).toString(),
                                    store.value(QStringLiteral("face")).toInt(),
                                    std::clamp(store.value(QStringLiteral("person")).toInt(), 0, 1)};
        if (!photo.photo.isEmpty())
            remembered.photos.append(photo);
    }
    store.endArray();
    store.endGroup();
    return remembered;
}

void remember(QSettings& store, const Settings& settings, const QList<RememberedPhoto>& photos)
{
    store.beginGroup(QStringLiteral("session"));
    for (const Setting setting : allSettings())
        store.setValue(storageName(setting), settings.value(setting));
    store.remove(QStringLiteral("photos"));
    store.beginWriteArray(QStringLiteral("photos"), int(photos.size()));
    for (int i = 0; i < photos.size(); ++i) {
        store.setArrayIndex(i);
        store.setValue(QStringLiteral("path"), photos[i].photo);
        store.setValue(QStringLiteral("face"), photos[i].faceIndex);
        store.setValue(QStringLiteral("person"), photos[i].person);
    }
    store.endArray();
    store.endGroup();
}

} // namespace likeness::ui
