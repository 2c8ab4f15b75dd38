#include "ui/session/Settings.h"

#include <QCoreApplication>

namespace likeness::ui {

namespace {

struct Row {
    Setting setting;
    const char* name;  // in the settings file
    const char* title; // translated in context "Settings"
};

constexpr Row rows[] = {
    {Setting::prompt, "prompt", QT_TRANSLATE_NOOP("Settings", "prompt")},
    {Setting::negativePrompt, "negativePrompt", QT_TRANSLATE_NOOP("Settings", "negative prompt")},
    {Setting::style, "style", QT_TRANSLATE_NOOP("Settings", "style")},
    {Setting::seed, "seed", QT_TRANSLATE_NOOP("Settings", "seed")},
    {Setting::seedLocked, "seedLocked", QT_TRANSLATE_NOOP("Settings", "seed lock")},
    {Setting::steps, "steps", QT_TRANSLATE_NOOP("Settings", "steps")},
    {Setting::strength, "strength", QT_TRANSLATE_NOOP("Settings", "strength")},
    {Setting::guidance, "guidance", QT_TRANSLATE_NOOP("Settings", "guidance")},
    {Setting::width, "width", QT_TRANSLATE_NOOP("Settings", "width")},
    {Setting::height, "height", QT_TRANSLATE_NOOP("Settings", "height")},
    {Setting::sampler, "sampler", QT_TRANSLATE_NOOP("Settings", "sampler")},
    {Setting::precision, "precision", QT_TRANSLATE_NOOP("Settings", "precision")},
    {Setting::model, "model", QT_TRANSLATE_NOOP("Settings", "model")},
    {Setting::lightning, "lightning", QT_TRANSLATE_NOOP("Settings", "Lightning file")},
    {Setting::adapter, "adapter", QT_TRANSLATE_NOOP("Settings", "identity adapter")},
    {Setting::twin, "twin", QT_TRANSLATE_NOOP("Settings", "identity-off twin")},
};

const Row& rowOf(Setting setting)
{
    return rows[static_cast<size_t>(setting)];
}

bool assignInt(int& field, const QVariant& value, int least, int most)
{
    bool ok = false;
    const int number = value.toInt(&ok);
    if (!ok || number < least || number > most)
        return false;
    field = number;
    return true;
}

bool assignDouble(double& field, const QVariant& value, double least, double most)
{
    bool ok = false;
    const double number = value.toDouble(&ok);
    if (!ok || !(number >= least && number <= most))
        return false;
    field = number;
    return true;
}

bool assignText(QString& field, const QVariant& value, qsizetype longest = 10'000)
{
    if (!value.canConvert<QString>())
        return false;
    field = value.toString().left(longest);
    return true;
}

// A side of 0 (the model's own) or a multiple of 8 between 64 and 4096 pixels.
bool assignSide(int& field, const QVariant& value)
{
    int side = 0;
    if (!assignInt(side, value, 0, 4096) || side % 8 != 0 || (side > 0 && side < 64))
        return false;
    field = side;
    return true;
}

bool assignPrecision(QString& field, const QVariant& value)
{
    static const QStringList known{QStringLiteral("auto"), QStringLiteral("fp32"),
                                   QStringLiteral("bf16"), QStringLiteral("fp16")};
    if (!known.contains(value.toString()))
        return false;
    field = value.toString();
    return true;
}

bool assignSeed(quint64& field, const QVariant& value)
{
    bool ok = false;
    const quint64 number = value.toULongLong(&ok);
    if (ok)
        field = number;
    return ok;
}

bool assignBool(bool& field, const QVariant& value)
{
    if (!value.canConvert<bool>())
        return false;
    field = value.toBool();
    return true;
}

} // namespace

QVariant Settings::value(Setting setting) const
{
    switch (setting) {
    case Setting::prompt:
        return prompt;
    case Setting::negativePrompt:
        return negativePrompt;
    case Setting::style:
        return style;
    case Setting::seed:
        return seed;
    case Setting::seedLocked:
        return seedLocked;
    case Setting::steps:
        return steps;
    case Setting::strength:
        return strength;
    case Setting::guidance:
        return guidance;
    case Setting::width:
        return width;
    case Setting::height:
        return height;
    case Setting::sampler:
        return sampler;
    case Setting::precision:
        return precision;
    case Setting::model:
        return model;
    case Setting::lightning:
        return lightning;
    case Setting::adapter:
        return adapter;
    case Setting::twin:
        return twin;
    }
    return {};
}

bool Settings::set(Setting setting, const QVariant& value)
{
    switch (setting) {
    case Setting::prompt:
        return assignText(prompt, value, 1'000'000);
    case Setting::negativePrompt:
        return assignText(negativePrompt, value, 1'000'000);
    case Setting::style:
        return assignText(style, value);
    case Setting::seed:
        return assignSeed(seed, value);
    case Setting::seedLocked:
        return assignBool(seedLocked, value);
    case Setting::steps:
        return assignInt(steps, value, 0, 150);
    case Setting::strength:
        return assignDouble(strength, value, 0, 5);
    case Setting::guidance:
        return assignDouble(guidance, value, -1, 30);
    case Setting::width:
        return assignSide(width, value);
    case Setting::height:
        return assignSide(height, value);
    case Setting::sampler:
        return assignText(sampler, value);
    case Setting::precision:
        return assignPrecision(precision, value);
    case Setting::model:
        return assignText(model, value);
    case Setting::lightning:
        return assignText(lightning, value);
    case Setting::adapter:
        return assignText(adapter, value);
    case Setting::twin:
        return assignBool(twin, value);
    }
    return false;
}

const QList<Setting>& allSettings()
{
    static const QList<Setting> all = [] {
        QList<Setting> list;
        for (const Row& row : rows)
            list.append(row.setting);
        return list;
    }();
    return all;
}

QString storageName(Setting setting)
{
    return QString::fromLatin1(rowOf(setting).name);
}

QString titleOf(Setting setting)
{
    return QCoreApplication::translate("Settings", rowOf(setting).title);
}

generation::PortraitRequest requestFrom(const Settings& settings)
{
    using generation::Precision;
    generation::PortraitRequest request;
    request.kind = settings.twin ? generation::RequestKind::pair : generation::RequestKind::single;
    request.prompt = settings.prompt.toStdString();
    request.negativePrompt = settings.negativePrompt.toStdString();
    request.style = settings.style.toStdString();
    request.width = settings.width;
    request.height = settings.height;
    request.steps = settings.steps;
    request.guidance = settings.guidance;
    request.seed = settings.seed;
    request.strength = settings.strength;
    request.sampler = settings.sampler.toStdString();
    request.precision = settings.precision == QLatin1String("fp32")   ? Precision::fp32
                        : settings.precision == QLatin1String("bf16") ? Precision::bf16
                        : settings.precision == QLatin1String("fp16") ? Precision::fp16
                                                                      : Precision::automatic;
    request.model = settings.model.toStdString();
    request.lightning = settings.lightning.toStdString();
    request.adapter = settings.adapter.toStdString();
    return request;
}

} // namespace likeness::ui
