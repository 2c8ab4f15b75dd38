// A picture of a latent in a fraction of the VAE's time: the decoder of TAESD, the tiny autoencoder distilled from
// Stable Diffusion's (Bohan, madebyollin/taesd; for SDXL taesdxl_decoder). A run of 3 x 3 convolutions with ReLU; sharper
// than one matrix (LatentPreview.h), too coarse for a result.
//
// Files: `taesdxl_decoder` counts its layers from 1 ("1.weight"; 0 is a clamp without numbers), diffusers' AutoencoderTiny
// from 0 ("decoder.layers.0.weight") and brings an encoder along, which is not used.
#pragma once

#include "core/diffusion/Cancelled.h"
#include "core/weights/Layers.h"

#include <filesystem>
#include <variant>

namespace likeness::diffusion {

struct TaesdOptions {
    int64_t latent_channels = 4;
    int64_t width = 64; // channels of every layer between
    bool operator==(const TaesdOptions&) const = default;
};

// relu(conv(x) + x), conv being three convolutions with ReLU between them.
struct TaesdBlock {
    weights::Conv2d conv_0, conv_2, conv_4; // below "conv"

    TaesdBlock(const weights::Weights& w, int64_t channels);
    at::Tensor forward(const at::Tensor& x) const; // [B, C, H, W] → the same
};

struct Taesd {
    static constexpr int64_t upscale = 8; // pixels per latent cell and side

    TaesdOptions options;

    // `w`: layers named "0", "2", … (see taesdInDecoderNames)
    Taesd(const TaesdOptions& options, const weights::Weights& w);

    // Latents in model space [B, C, h, w] → values [B, 3, 8*h, 8*w], about 0..1. Throws Cancelled.
    at::Tensor decode(const at::Tensor& latents, const std::stop_token& stop = {}) const;
    // The same as 8 bits on the CPU, as LatentRgb::preview gives them: [B, 8*h, 8*w, 3]
    at::Tensor preview(const at::Tensor& latents, const std::stop_token& stop = {}) const;

private:
    struct Upsample {};
    std::vector<std::variant<weights::Conv2d, TaesdBlock, Upsample>> m_layers; // all behind the first convolution
    weights::Conv2d m_conv_in;
};

enum class TaesdForm { original, folder }; // taesdxl_decoder's names, diffusers' names
TaesdForm taesdFormOf(const weights::TensorMap& tensors);
bool looksLikeTaesdDecoder(const weights::TensorMap& tensors); // either form
bool looksLikeTaesdEncoder(const weights::TensorMap& tensors); // the encoder's own file
// The decoder's tensors alone, named by layer from 0, whichever form they came in.
weights::TensorMap taesdInDecoderNames(const weights::TensorMap& tensors);
// The way back: "2.conv.0.weight" → "3.conv.0.weight", or below "decoder.layers.".
std::string taesdNameInFile(const std::string& name, TaesdForm form);
TaesdOptions taesdOptionsOf(const weights::TensorMap& decoder);

// Errors: notFound, io, wrongFormat, one sentence with the file's name.
base::Result<Taesd> loadTaesd(const std::filesystem::path& file, weights::Placement placement = {});

} // namespace likeness::diffusion
