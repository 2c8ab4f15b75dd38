#include "ui/prompt/Styles.h"

#include <QCoreApplication>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace likeness::ui {

namespace {

// The labels in the file, so that they can be translated; a label that is not here is shown as it
// is.
[[maybe_unused]] constexpr const char* knownLabels[] = {
    QT_TRANSLATE_NOOP("Styles", "None"),       QT_TRANSLATE_NOOP("Styles", "Photo"),
    QT_TRANSLATE_NOOP("Styles", "Watercolor"), QT_TRANSLATE_NOOP("Styles", "Oil"),
    QT_TRANSLATE_NOOP("Styles", "Pencil"),     QT_TRANSLATE_NOOP("Styles", "Comic"),
    QT_TRANSLATE_NOOP("Styles", "Ukiyo-e"),    QT_TRANSLATE_NOOP("Styles", "Pop Art"),
    QT_TRANSLATE_NOOP("Styles", "Vintage"),
};

} // namespace

base::Result<QList<Style>> readStyles(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return base::fail(
            base::ErrorCode::notFound,
            QCoreApplication::translate("Styles", "The styles in %1 could not be opened.")
                .arg(path)
                .toStdString());
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &problem);
    if (!document.isArray())
        return base::fail(
            base::ErrorCode::wrongFormat,
            QCoreApplication::translate("Styles", "The styles in %1 could not be read: %2.")
                .arg(path, problem.errorString())
                .toStdString());
    QList<Style> styles;
    for (const QJsonValue& value : document.array()) {
        const QJsonObject object = value.toObject();
        const QString name = object.value(QLatin1String("name")).toString();
        if (name.isEmpty())
            continue;
        const QString label = object.value(QLatin1String("label")).toString(name);
        styles.append({name, QCoreApplication::translate("Styles", label.toUtf8().constData()),
                       object.value(QLatin1String("prompt")).toString()});
    }
    return styles;
}

} // namespace likeness::ui
