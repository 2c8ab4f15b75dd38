// What the artist has set: everything of a request but the photo. A value; edits go through
// Session, so that they can be undone.
#pragma once

#include "core/generation/PortraitRequest.h"

#include <QList>
#include <QString>
#include <QVariant>

namespace likeness::ui {

enum class Setting {
    prompt,
    negativePrompt,
    style,
    seed,
    seedLocked,
    steps,
    strength,
    guidance,
    width,
    height,
    sampler,
    precision,
    model,
    lightning,
    adapter,
    twin,
    mix,
    identityPreset,
    zeroTokens,
    ortho,
    identitySpan,
    blockStrengths,
    joinTokens,
    recordMaps,
    loras,
    memory,
    previewDecoder,
};

struct Span {
    double start = 0, end = 1; // 0 ≤ start < end ≤ 1
    bool operator==(const Span&) const = default;
};

struct Settings {
    QString prompt;
    QString negativePrompt;
    QString style = QStringLiteral("none");
    quint64 seed = 7;
    bool seedLocked = false; // unlocked: every Generate takes a new seed
    int steps = 0;           // 0: the model's own number
    double strength = 0.8;   // 0..5
    double guidance = -1;    // negative: the model's own
    int width = 0;           // pixels; 0: the model's own size
    int height = 0;
    QString sampler;                            // empty: the model's own
    QString precision = QStringLiteral("auto"); // auto, fp32, bf16, fp16
    QString model;                              // empty: the starter model
    QString lightning;
    QString adapter;
    bool twin = true; // also paint the identity-off twin

    double mix = 0.5;                   // share of the second person, if there is one; 0..1
    QString identityPreset;             // fidelity, style, neutral; empty: the model's own
    int zeroTokens = -1;                // 0..80; -1: the preset's
    QString ortho;                      // none, v1, v2; empty: the preset's
    Span identitySpan;                  // share of the steps in which the identity works
    std::vector<double> blockStrengths; // 0..5 each; empty: 1 each
    bool joinTokens = false;
    bool recordMaps = false;
    std::vector<generation::LoraChoice> loras;
    QString memory = QStringLiteral("auto"); // auto, whole, offload, int8
    QString previewDecoder;

    bool operator==(const Settings&) const = default;

    // Text, numbers and switches as they are; a span as a point (start, end); LoRAs as a list of
    // texts "0.8 /path"; block strengths as "1, 1, 0.5".
    QVariant value(Setting setting) const;
    // Values of another type or out of range leave it as it was; false then.
    bool set(Setting setting, const QVariant& value);
};

// All of them, in the order of the enumeration, and the name under which each is stored.
const QList<Setting>& allSettings();
QString storageName(Setting setting);

// What "Undo" says: "Undo strength".
QString titleOf(Setting setting);

// LoRAs as `value` and `set` of Setting::loras have them.
QStringList textsOf(const std::vector<generation::LoraChoice>& loras);

// The words of `precision` and `memory`.
QString nameOf(generation::Precision precision);
QString nameOf(generation::MemoryMode memory);

// The request without references.
generation::PortraitRequest requestFrom(const Settings& settings);

} // namespace likeness::ui
