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

    bool operator==(const Settings&) const = default;

    QVariant value(Setting setting) const;
    // Values of another type or out of range leave it as it was; false then.
    bool set(Setting setting, const QVariant& value);
};

// All of them, in the order of the enumeration, and the name under which each is stored.
const QList<Setting>& allSettings();
QString storageName(Setting setting);

// What "Undo" says: "Undo strength".
QString titleOf(Setting setting);

// The request without references.
generation::PortraitRequest requestFrom(const Settings& settings);

} // namespace likeness::ui
