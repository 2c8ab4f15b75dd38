#include "ui/session/Settings.h"

#include <QCoreApplication>
#include <QPointF>
#include <QRegularExpression>

#include <array>
#include <optional>
#include <variant>

namespace likeness::ui {

namespace {

using generation::LoraChoice;
using generation::MemoryMode;
using generation::Precision;

// What a setting is: the field, and which values it takes.
struct Text {
    QString Settings::*field;
    qsizetype longest = 10'000;
};
struct Choice {
    QString Settings::*field;
    const char* allowed; // separated by blanks; "-" is the empty one
};
struct Seed {
    quint64 Settings::*field; // 0..2^53 - 1
};
struct Whole {
    int Settings::*field;
    int least, most;
};
struct Side {
    int Settings::*field; // 0 (the model's own) or a multiple of 8 between 64 and 4096 pixels
};
struct Number {
    double Settings::*field;
    double least, most;
};
struct Switch {
    bool Settings::*field;
};
struct Share {
    Span Settings::*field;
};
struct Factors {
    std::vector<double> Settings::*field;
};
struct Loras {
    std::vector<LoraChoice> Settings::*field;
};
using Kind =
    std::variant<Text, Choice, Seed, Whole, Side, Number, Switch, Share, Factors, Loras>;

struct Row {
    Setting setting;
    const char* name;  // in the settings file
    const char* title; // translated in context "Settings"
    Kind kind;
};

constexpr quint64 largestSeed = (quint64(1) << 53) - 1; // the engine's
constexpr size_t mostLoras = 16; // as the engine takes
constexpr double strongestLora = 10;
constexpr qsizetype longestPrompt = 1'000'000; // what is too long for the engine it says itself

using S = Settings;
const Row rows[] = {
    {Setting::prompt, "prompt", QT_TRANSLATE_NOOP("Settings", "prompt"),
     Text{&S::prompt, longestPrompt}},
    {Setting::negativePrompt, "negativePrompt", QT_TRANSLATE_NOOP("Settings", "negative prompt"),
     Text{&S::negativePrompt, longestPrompt}},
    {Setting::style, "style", QT_TRANSLATE_NOOP("Settings", "style"), Text{&S::style}},
    {Setting::seed, "seed", QT_TRANSLATE_NOOP("Settings", "seed"), Seed{&S::seed}},
    {Setting::seedLocked, "seedLocked", QT_TRANSLATE_NOOP("Settings", "seed lock"),
     Switch{&S::seedLocked}},
    {Setting::steps, "steps", QT_TRANSLATE_NOOP("Settings", "steps"), Whole{&S::steps, 0, 150}},
    {Setting::strength, "strength", QT_TRANSLATE_NOOP("Settings", "strength"),
     Number{&S::strength, 0, 5}},
    {Setting::guidance, "guidance", QT_TRANSLATE_NOOP("Settings", "guidance"),
     Number{&S::guidance, -1, 30}},
    {Setting::width, "width", QT_TRANSLATE_NOOP("Settings", "width"), Side{&S::width}},
    {Setting::height, "height", QT_TRANSLATE_NOOP("Settings", "height"), Side{&S::height}},
    {Setting::sampler, "sampler", QT_TRANSLATE_NOOP("Settings", "sampler"), Text{&S::sampler}},
    {Setting::precision, "precision", QT_TRANSLATE_NOOP("Settings", "precision"),
     Choice{&S::precision, "auto fp32 bf16 fp16"}},
    {Setting::model, "model", QT_TRANSLATE_NOOP("Settings", "model"), Text{&S::model}},
    {Setting::lightning, "lightning", QT_TRANSLATE_NOOP("Settings", "Lightning file"),
     Text{&S::lightning}},
    {Setting::adapter, "adapter", QT_TRANSLATE_NOOP("Settings", "identity adapter"),
     Text{&S::adapter}},
    {Setting::twin, "twin", QT_TRANSLATE_NOOP("Settings", "identity-off twin"), Switch{&S::twin}},
    {Setting::mix, "mix", QT_TRANSLATE_NOOP("Settings", "mix of two people"),
     Number{&S::mix, 0, 1}},
    {Setting::identityPreset, "identityPreset", QT_TRANSLATE_NOOP("Settings", "identity preset"),
     Choice{&S::identityPreset, "- fidelity style neutral"}},
    {Setting::zeroTokens, "zeroTokens", QT_TRANSLATE_NOOP("Settings", "zero tokens"),
     Whole{&S::zeroTokens, -1, 80}},
    {Setting::ortho, "ortho", QT_TRANSLATE_NOOP("Settings", "ortho mode"),
     Choice{&S::ortho, "- none v1 v2"}},
    {Setting::identitySpan, "identitySpan",
     QT_TRANSLATE_NOOP("Settings", "start and end of the identity"), Share{&S::identitySpan}},
    {Setting::blockStrengths, "blockStrengths", QT_TRANSLATE_NOOP("Settings", "block strengths"),
     Factors{&S::blockStrengths}},
    {Setting::joinTokens, "joinTokens", QT_TRANSLATE_NOOP("Settings", "joining of photos"),
     Switch{&S::joinTokens}},
    {Setting::recordMaps, "recordMaps", QT_TRANSLATE_NOOP("Settings", "attention maps"),
     Switch{&S::recordMaps}},
    {Setting::loras, "loras", QT_TRANSLATE_NOOP("Settings", "LoRAs"), Loras{&S::loras}},
    {Setting::memory, "memory", QT_TRANSLATE_NOOP("Settings", "memory mode"),
     Choice{&S::memory, "auto whole offload int8"}},
    {Setting::previewDecoder, "previewDecoder", QT_TRANSLATE_NOOP("Settings", "preview decoder"),
     Text{&S::previewDecoder}},
};

const Row& rowOf(Setting setting)
{
    return rows[static_cast<size_t>(setting)];
}

QString plain(double number)
{
    return QString::number(number, 'g', QLocale::FloatingPointShortest);
}

std::optional<int> wholeIn(const QVariant& value, int least, int most)
{
    bool ok = false;
    const int number = value.toInt(&ok);
    return ok && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

std::optional<double> numberIn(const QVariant& value, double least, double most)
{
    bool ok = false;
    const double number = value.toDouble(&ok);
    return ok && number >= least && number <= most ? std::optional(number) : std::nullopt;
}

// The value a variant stands for; none if it is of another type or out of range.
std::optional<QString> read(const Text& kind, const QVariant& value)
{
    return value.canConvert<QString>() ? std::optional(value.toString().left(kind.longest))
                                       : std::nullopt;
}

std::optional<QString> read(const Choice& kind, const QVariant& value)
{
    const QString text = value.toString();
    const QStringList allowed = QString::fromLatin1(kind.allowed).split(u' ');
    return value.canConvert<QString>() && allowed.contains(text.isEmpty() ? QStringLiteral("-") : text)
               ? std::optional(text)
               : std::nullopt;
}

std::optional<quint64> read(const Seed&, const QVariant& value)
{
    bool ok = false;
    const quint64 number = value.toULongLong(&ok);
    return ok && number <= largestSeed ? std::optional(number) : std::nullopt;
}

std::optional<int> read(const Whole& kind, const QVariant& value)
{
    return wholeIn(value, kind.least, kind.most);
}

std::optional<int> read(const Side&, const QVariant& value)
{
    const std::optional<int> side = wholeIn(value, 0, 4096);
    return side && *side % 8 == 0 && (*side == 0 || *side >= 64) ? side : std::nullopt;
}

std::optional<double> read(const Number& kind, const QVariant& value)
{
    return numberIn(value, kind.least, kind.most);
}

std::optional<bool> read(const Switch&, const QVariant& value)
{
    return value.canConvert<bool>() ? std::optional(value.toBool()) : std::nullopt;
}

std::optional<Span> read(const Share&, const QVariant& value)
{
    const QPointF point = value.toPointF();
    const bool fits =
        value.canConvert<QPointF>() && point.x() >= 0 && point.x() < point.y() && point.y() <= 1;
    return fits ? std::optional(Span{point.x(), point.y()}) : std::nullopt;
}

std::optional<std::vector<double>> read(const Factors&, const QVariant& value)
{
    static const QRegularExpression separators(QStringLiteral("[,;\\s]+"));
    // A settings file makes a list of an unquoted "1, 1".
    const QString text = value.toStringList().join(u' ');
    if (!value.canConvert<QStringList>())
        return std::nullopt;
    std::vector<double> factors;
    for (const QString& part : text.split(separators, Qt::SkipEmptyParts)) {
        const std::optional<double> factor = numberIn(part, 0, 5);
        if (!factor || factors.size() == 64)
            return std::nullopt;
        factors.push_back(*factor);
    }
    return factors;
}

std::optional<std::vector<LoraChoice>> read(const Loras&, const QVariant& value)
{
    std::vector<LoraChoice> loras;
    for (const QString& text : value.toStringList()) {
        const qsizetype blank = text.indexOf(u' ');
        const auto strength =
            numberIn(text.left(std::max<qsizetype>(blank, 0)), -strongestLora, strongestLora);
        const QString file = text.mid(blank + 1);
        if (!strength || file.isEmpty() || loras.size() == mostLoras)
            return std::nullopt;
        loras.push_back({file.toStdString(), *strength});
    }
    return value.canConvert<QStringList>() ? std::optional(loras) : std::nullopt;
}

QVariant shown(const Span& span)
{
    return QPointF(span.start, span.end);
}

QVariant shown(const std::vector<double>& factors)
{
    QStringList texts;
    for (const double factor : factors)
        texts.append(plain(factor));
    return texts.join(QStringLiteral(", "));
}

QVariant shown(const std::vector<LoraChoice>& loras)
{
    return textsOf(loras);
}

template <typename Value> QVariant shown(const Value& value)
{
    return QVariant::fromValue(value);
}

constexpr std::array precisions{std::pair(Precision::automatic, "auto"),
                                std::pair(Precision::fp32, "fp32"),
                                std::pair(Precision::bf16, "bf16"),
                                std::pair(Precision::fp16, "fp16")};
constexpr std::array memoryModes{std::pair(MemoryMode::automatic, "auto"),
                                 std::pair(MemoryMode::whole, "whole"),
                                 std::pair(MemoryMode::offload, "offload"),
                                 std::pair(MemoryMode::int8, "int8")};

template <typename Table, typename Value> QString nameIn(const Table& table, Value value)
{
    for (const auto& [known, name] : table) {
        if (known == value)
            return QString::fromLatin1(name);
    }
    return QString::fromLatin1(table.front().second);
}

template <typename Table> auto valueIn(const Table& table, const QString& name)
{
    for (const auto& [value, known] : table) {
        if (name == QLatin1String(known))
            return value;
    }
    return table.front().first;
}

} // namespace

QVariant Settings::value(Setting setting) const
{
    return std::visit([this](const auto& kind) { return shown(this->*kind.field); },
                      rowOf(setting).kind);
}

bool Settings::set(Setting setting, const QVariant& value)
{
    return std::visit(
        [this, &value](const auto& kind) {
            auto read = ui::read(kind, value);
            if (read)
                this->*kind.field = std::move(*read);
            return read.has_value();
        },
        rowOf(setting).kind);
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

QStringList textsOf(const std::vector<LoraChoice>& loras)
{
    QStringList texts;
    for (const LoraChoice& lora : loras)
        texts.append(plain(lora.strength) + u' ' + QString::fromStdString(lora.file));
    return texts;
}

QString nameOf(Precision precision)
{
    return nameIn(precisions, precision);
}

QString nameOf(MemoryMode memory)
{
    return nameIn(memoryModes, memory);
}

generation::PortraitRequest requestFrom(const Settings& settings)
{
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
    request.precision = valueIn(precisions, settings.precision);
    request.memory = valueIn(memoryModes, settings.memory);
    request.model = settings.model.toStdString();
    request.lightning = settings.lightning.toStdString();
    request.adapter = settings.adapter.toStdString();
    request.loras = settings.loras;
    request.previewDecoder = settings.previewDecoder.toStdString();
    generation::IdentityTuning& identity = request.identity;
    identity.preset = settings.identityPreset.toStdString();
    if (settings.zeroTokens >= 0)
        identity.zeroTokens = settings.zeroTokens;
    identity.ortho = settings.ortho.toStdString();
    identity.start = settings.identitySpan.start;
    identity.end = settings.identitySpan.end;
    identity.blockStrengths = settings.blockStrengths;
    identity.mix = settings.mix;
    identity.joinTokens = settings.joinTokens;
    identity.recordMaps = settings.recordMaps;
    return request;
}

} // namespace likeness::ui
