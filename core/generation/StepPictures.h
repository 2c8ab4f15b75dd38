// What a person sees of an unfinished picture: through the model's own matrix, one pixel per latent cell, or through a
// TAESD decoder, eight pixels per cell.
#pragma once

#include "core/diffusion/Taesd.h"
#include "core/generation/DiffusionModel.h"
#include "core/images/Image.h"

#include <optional>
#include <string>

namespace likeness::generation {

class StepPictures {
public:
    // A job keeps the pictures of all its steps: larger ones are made smaller by a whole factor.
    static constexpr int64_t largestSide = 512; // pixels

    // `decoder`: a TAESD file; empty: none. The model outlives this. Errors: those of loading the file; invalidInput
    // where it decodes other latents than the model's.
    static base::Result<StepPictures> make(const std::string& decoder, const DiffusionModel& model);

    // original: the noise-free latent [1, C, h, w] in model space. Throws diffusion::Cancelled.
    images::Image of(const at::Tensor& original, const std::stop_token& stop = {}) const;

private:
    StepPictures(const DiffusionModel& model, std::optional<diffusion::Taesd> taesd)
        : m_model(&model), m_taesd(std::move(taesd))
    {
    }

    const DiffusionModel* m_model;
    std::optional<diffusion::Taesd> m_taesd;
};

} // namespace likeness::generation
