// A small picture of a latent, cell by cell: one matrix from latent channels to RGB. Takes microseconds, where the VAE
// takes seconds.
#pragma once

#include "core/base/Error.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <string>

namespace likeness::diffusion {

struct LatentRgb {
    at::Tensor factors; // [C, 3] fp32
    at::Tensor bias;    // [3]

    // SDXL's own (the table that ComfyUI publishes for it).
    static LatentRgb sdxl();
    // {"latent_rgb_factors": [[r, g, b] × C], "latent_rgb_bias": [r, g, b]}. Errors: wrongFormat; read also notFound, io.
    static base::Result<LatentRgb> parse(std::string_view json, const std::string& name);
    static base::Result<LatentRgb> read(const std::filesystem::path& file);
    std::string json() const;

    // The matrix that comes nearest for these pairs: latents [N, C, h, w] in model space (times scaling_factor), images
    // [N, 3, h*s, w*s] in -1..1.
    static LatentRgb fit(const at::Tensor& latents, const at::Tensor& images);

    // latents [B, C, h, w] in model space, noise-free (Sampler::predictOriginal) → [B, h, w, 3] uint8 on the CPU
    at::Tensor preview(const at::Tensor& latents) const;
};

} // namespace likeness::diffusion
