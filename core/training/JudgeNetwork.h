// The networks that judge pictures: networks of their own, never the conditioning encoders (a probe that is the
// encoder proves nothing). Small residual networks (He et al. 2016) with batch normalisation, an embedding and a linear
// layer that reads facts; the scene judge has a second, tiny tower for captions.
#pragma once

#include "core/identity/BatchNorm.h"
#include "core/training/WorldLabels.h"
#include "core/weights/Layers.h"

#include <string>
#include <vector>

namespace likeness::training {

struct JudgeOptions {
    int64_t side = 0;            // of the picture it sees, pixels
    std::vector<int64_t> widths; // channels; each halves the picture
    int64_t feature = 128;
    int64_t embedding = 64;
    int64_t facts = 0; // outputs of the fact layer (FactTable::outputs)
};

JudgeOptions sceneJudgeOptions();    // sceneFacts(), sees sceneView()
JudgeOptions likenessJudgeOptions(); // likenessFacts(), sees headView()

// What the likeness judge reads of a person: hair style and colour, glasses, facial hair, presentation; skin tone. Age
// (nobody reads it off a small picture) and the shapes of single features are left to its embedding.
const FactTable& likenessFacts();
Facts likenessFactsOf(const portraits::Person& person);

struct JudgeBlock {
    weights::Conv2d conv1, conv2, shortcut;
    identity::BatchNorm bn1, bn2;

    JudgeBlock(const weights::Weights& w, int64_t in, int64_t out);
    at::Tensor forward(const at::Tensor& x, identity::Mode mode) const; // [B, in, H, W] → [B, out, H/2, W/2]
};

struct Judged {
    at::Tensor embedding; // [B, E], of unit length
    at::Tensor facts;     // [B, F]: see FactTable
};

struct PictureJudge {
    JudgeOptions options;
    weights::Conv2d conv;
    identity::BatchNorm bn;
    std::vector<JudgeBlock> blocks;
    weights::Linear feature, embedding, facts;

    PictureJudge(const weights::Weights& w, const JudgeOptions& options);
    // views [B, 3, S, S], 0..255.
    Judged forward(const at::Tensor& views, identity::Mode mode = identity::Mode::evaluate) const;
};

// Captions as bags of hashed words and pairs of neighbouring words (Weinberger et al. 2009): knows no vocabulary, so any
// prompt can be judged, and word order counts where it matters ("red hoodie").
struct CaptionJudge {
    static constexpr int64_t rows = 4096, width = 64;
    at::Tensor words; // [rows, width]
    weights::LayerNorm norm;
    weights::Linear hidden, embedding;

    CaptionJudge(const weights::Weights& w, int64_t embeddingWidth);
    at::Tensor forward(const std::vector<std::string>& captions) const; // [B, E], of unit length
};

// The rows of CaptionJudge::words that a caption calls: each word in lower case, each pair. Never empty.
std::vector<int64_t> captionRows(const std::string& caption);

struct SceneJudge {
    PictureJudge picture;
    CaptionJudge caption;

    explicit SceneJudge(const weights::Weights& w);
};

} // namespace likeness::training
