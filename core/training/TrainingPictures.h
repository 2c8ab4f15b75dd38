// What painters learn from: pictures with words, and the identity of the person in them. The portrait world
// (WorldPictures.h) and a folder of the user's (FolderPictures.h) are such.
//
// All functions may be called by several threads. Random choices come from the `Random` that is handed in, in the same
// order each time: a training's draws depend on its seed, step and worker alone.
#pragma once

#include "core/text/TextConditioning.h"
#include "core/training/Random.h"
#include "core/training/WorldLabels.h"

#include <optional>
#include <string>
#include <vector>

namespace likeness::training {

// What the face encoders say about one reference photo.
struct ShownIdentity {
    at::Tensor condition;           // [512 + E] fp32: raw ArcFace embedding, unit EVA embedding
    std::vector<at::Tensor> hidden; // five of [T, width]
};

enum class Among { all, withFace };

class TrainingPictures {
public:
    virtual ~TrainingPictures() = default;

    // Any picture; with `like`, one of the same size as that picture. Among::withFace wants some that have one.
    virtual int64_t draw(Random& random, Among among, std::optional<int64_t> like) const = 0;
    virtual at::Tensor latent(int64_t picture) const = 0; // [C, h, w], times the VAE's scaling factor
    // What the UNet is told of the picture's size and cut.
    virtual text::PictureSizes sizes(int64_t picture) const = 0;
    // `personWords`: how often a caption also names what is visible of the person, where the choice is ours.
    virtual std::string caption(int64_t picture, double personWords, Random& random) const = 0;

    // Is there a face, and a reference photo of its person? Without, a picture teaches words alone.
    virtual bool hasFace(int64_t picture) const = 0;
    virtual ShownIdentity identity(int64_t picture, Random& random) const = 0;

    // Known facts about the person and the scene, and how much more the error counts where faces are, broadcast to [B, C, h, w];
    // nothing where nothing is known.
    virtual std::optional<Facts> personFacts(int64_t) const { return std::nullopt; }
    virtual std::optional<Facts> sceneFacts(int64_t) const { return std::nullopt; }
    virtual at::Tensor cellWeight(double) const { return at::ones({}); }
};

} // namespace likeness::training
