// The results of an evaluation and how they are told: JSON, Markdown, charts. Std types only.
#pragma once

#include "core/evaluation/Measurement.h"
#include "core/evaluation/Statistics.h"
#include "core/images/Image.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace likeness::evaluation {

struct Figures {
    Spread likeness, text, purity;
};

// One figure (how often a fact was right, 0..1, say) of three kinds of pictures; absent where it was never measured.
struct Compared {
    std::optional<double> off, on; // without and with identity
    std::optional<double> truth;   // of true renders: what the judge reads at best
    int pictures = 0;              // with identity
};

struct StageReport {
    std::string name;
    Figures figures;
    std::vector<std::pair<std::string, Figures>> byPromptClass;
    std::map<std::string, Compared> promptFacts; // "background", "clothing", "style", …
    Compared promptFollowing;                    // the mean of those three
    std::map<std::string, Compared> identityFacts; // "hair style", "hair colour", "glasses", "facial hair", …
    std::optional<double> skin, skinOff;            // median CIEDE2000
    Compared sharpness;                             // see Judges.h
    std::optional<double> top;                      // share of pictures nearest to their own reference among 20
    int pictures = 0, withoutFace = 0;
};

struct EvaluationReport {
    std::vector<StageReport> stages; // at least one; the last one is what is told first
    int persons = 0, prompts = 0, seeds = 0, photosWithoutFace = 0;
    int among = 20; // persons that `top` chooses from
    std::string likenessBy, textBy, purityBy;
    std::string settings; // what of the request decides the pictures, as JSON
    // For the eye: a grid with this many columns. First row: nothing, then pictures without identity; then a row per
    // person: reference, pictures with identity. Empty if a part was taken from an earlier run.
    std::vector<images::Image> samples;
    int sampleColumns = 0;

    std::string json() const;
    std::string markdown() const;
    std::vector<std::pair<std::string, images::Image>> charts() const; // file name and picture
};

// `promptClasses`: of each prompt.
StageReport stageReport(const std::string& name, const std::vector<Measurement>& all,
                        const std::vector<std::string>& promptClasses, int seeds);

} // namespace likeness::evaluation
