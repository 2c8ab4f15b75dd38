// The portrait world as pictures to learn from: all of one size, every one with a face and known facts.
#pragma once

#include "core/training/PersonFeatures.h"
#include "core/training/TrainingPictures.h"

namespace likeness::training {

enum class WorldStyles { all, photosAlone }; // photosAlone: what PuLID's adapter learns from

class WorldPictures : public TrainingPictures {
public:
    // latents [N, C, h, w] fp16, of set.pictures, times the VAE's scaling factor. `set` and `features` outlive this.
    WorldPictures(const PortraitSet& set, at::Tensor latents, const PersonFeatures& features,
                  WorldStyles styles = WorldStyles::all);

    int64_t draw(Random& random, Among among, std::optional<int64_t> like) const override;
    at::Tensor latent(int64_t picture) const override { return m_latents[picture]; }
    text::PictureSizes sizes(int64_t picture) const override;
    std::string caption(int64_t picture, double personWords, Random& random) const override;
    bool hasFace(int64_t) const override { return true; }
    ShownIdentity identity(int64_t picture, Random& random) const override;
    std::optional<Facts> personFacts(int64_t picture) const override;
    std::optional<Facts> sceneFacts(int64_t picture) const override;
    at::Tensor cellWeight(double faceWeight) const override; // 1, and more by the share of faces at a cell: [1, 1, h, w]

private:
    portraits::Person personIn(int64_t picture) const;

    const PortraitSet& m_set;
    const at::Tensor m_latents;
    const PersonFeatures& m_features;
    std::vector<int64_t> m_shown; // the pictures that are drawn
};

} // namespace likeness::training
