// The paper's protocol (PuLID, arXiv 2404.16022, section 4): persons x prompts x seeds, each picture painted without and
// with identity from the same noise by the public pipeline, and measured. Std types only: the door for programs.
//
//   likeness  face similarity of the picture with identity and the reference photo
//   text      similarity of picture and prompt
//   purity    similarity of the picture with identity and its twin without
//
// and, where persons and prompts are the portrait world's, which facts of both are seen in the picture.
#pragma once

#include "core/base/Progress.h"
#include "core/evaluation/EvaluationReport.h"
#include "core/generation/PortraitRequest.h"

#include <filesystem>
#include <functional>
#include <memory>

namespace likeness::evaluation {

struct EvaluationStage {
    std::string name;    // "stage1", "naive_id", "stage2", "stage3"; empty if there is only one
    std::string adapter; // file; empty: the request's own
};

struct EvaluationPlan {
    generation::PortraitRequest request; // model, steps, strength, the first seed, …; persons and prompts come from below
    std::vector<EvaluationStage> stages{{}};
    int persons = 20, prompts = 21, seeds = 3;
    std::filesystem::path photos;     // folder with a photo of each person; empty: invented ones
    std::filesystem::path promptFile; // empty: the portrait world's
    std::filesystem::path folder;     // reference photos and measurements.jsonl; what is measured there is not repeated.
                                      // Empty: nothing is kept
    bool paintsPortraitWorld = true;  // the model puts faces where the portrait world does; else they are looked for
    std::filesystem::path judges, arcFace, eva; // see JudgeFiles
    std::filesystem::path landmarks;            // dlib's
};

// Paints one picture; `title` says how far the evaluation is. Errors end the evaluation.
using Paint = std::function<base::Result<std::shared_ptr<const generation::PortraitResult>>(
    const generation::PortraitRequest& request, const std::string& title)>;

// Errors: the user's mistakes in one sentence; those of painting; cancelled.
base::Result<EvaluationReport> evaluate(const EvaluationPlan& plan, const Paint& paint,
                                        const base::ProgressSink& progress, const std::stop_token& stop);

} // namespace likeness::evaluation
