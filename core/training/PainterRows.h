// One worker's part of a batch: pictures of one size with their words and the identity of the person in them.
#pragma once

#include "core/diffusion/NoiseSchedule.h"
#include "core/text/ClipTokenizer.h"
#include "core/training/Painter.h"
#include "core/training/TrainingPictures.h"

namespace likeness::training {

struct PainterData {
    const TrainingPictures& pictures;
    const text::ClipTokenizer& tokenizer;
    const text::ClipTokenizer& tokenizer2;
    const diffusion::NoiseSchedule& schedule;
    at::Device device = at::kCPU; // of the painter; what is drawn is drawn on the processor and brought there
};

struct PainterRowsOptions {
    int64_t batch = 12;         // pictures per worker and step
    double identityShare = 0.7; // of the rows that have their identity
    double captionDrop = 0.1;   // rows without words, for guidance
    // Captions that also name what is visible of the person: seldom where the identity tells it, so that words bind
    // where they are needed.
    double personWords = 0.2;    // of the rows with identity
    double strangerWords = 0.85; // of those without
    Among among = Among::all;
    std::vector<std::string> prompts; // one of them for each row instead of the picture's caption; empty: the captions
};

struct PainterRows {
    std::vector<int64_t> pictures; // of PainterData::pictures
    at::Tensor latents;            // [B, C, h, w]
    at::Tensor ids, ids2;          // [B, 77]
    at::Tensor hasWords;           // [B, 1] fp32, 0 where the caption is dropped
    at::Tensor timeIds;            // [B, 6], what the UNet is told of sizes and cuts
    std::vector<int64_t> identityRows;
    std::vector<int64_t> shown;     // of the R rows with identity: those whose identity is not the unconditional one
    at::Tensor condition;           // [R, 512 + E] of the rows with identity
    std::vector<at::Tensor> hidden; // five of [R, T, width]
};

PainterRows drawRows(const PainterData& data, const PainterRowsOptions& options, Random& random);

// The words of the rows, encoded, and their sizes.
diffusion::UnetConditioning conditioningOf(const Painter& painter, const PainterRows& rows);

at::Tensor tokenIds(const text::ClipTokenizer& tokenizer, const std::string& text); // [77] int64

} // namespace likeness::training
