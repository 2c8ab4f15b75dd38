// All that a training of the painter needs, with random weights and pictures of 64 x 64; smallWorld() makes it without
// gradients.
#pragma once

#include "core/training/Initialise.h"
#include "core/training/Latents.h"
#include "core/training/PersonFeatures.h"
#include "core/training/StarterModel.h"
#include "core/training/WorldPictures.h"

#include "core/text/BpeLearner.h"

#include <ATen/core/grad_mode.h>

#include <memory>

#include <unistd.h>

namespace likeness::training::testing {

inline weights::Weights freshWeights(std::uint64_t seed)
{
    return weights::Weights::fresh(startValues(seed, {}));
}

struct SmallWorld {
    std::filesystem::path folder = [] {
        const auto path = std::filesystem::temp_directory_path() / ("likeness-world-" + std::to_string(::getpid()));
        std::filesystem::create_directories(path);
        return path;
    }();
    StarterOptions options = starterOptions();
    PortraitSet set = openPortraitSet(folder / "portraits.safetensors",
                                      {.seed = 5, .persons = 4, .heldOut = 1, .size = 64}, {}, {})
                          .value();
    identity::ArcFace arcFace{freshWeights(1), options.arcFace};
    identity::EvaClip eva{freshWeights(2), options.eva};
    diffusion::Vae vae{options.vae, freshWeights(3)};
    PersonFeatures features = personFeatures(set, arcFace, eva, {});
    text::ClipTokenizer words = text::ClipTokenizer::make(text::learnBpe({"a photo of a person"}, 600)).value();
    diffusion::NoiseSchedule schedule = starterSchedule();
    WorldPictures pictures{set, latentsOf(vae, set, {}).value(), features};
    PainterData painter{pictures, words, words, schedule};
    weights::TensorMap weights = [this] {
        const auto w = freshWeights(4);
        Painter(w, options.painter);
        return w.taken();
    }();

    ~SmallWorld() { std::filesystem::remove_all(folder); }
};

inline std::unique_ptr<SmallWorld> smallWorld()
{
    const at::NoGradGuard noGradients;
    return std::make_unique<SmallWorld>();
}

} // namespace likeness::training::testing
