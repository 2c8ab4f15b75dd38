// All that is trained to paint: both text encoders, the UNet and the identity adapter, as one set of parameters.
//
// Names are those of the files: text_encoder.*, text_encoder_2.*, unet.*, id_adapter.*, id_adapter_attn_layers.*.
#pragma once

#include "core/diffusion/Unet.h"
#include "core/identity/IdAttention.h"
#include "core/identity/IdFormer.h"
#include "core/text/TextConditioning.h"

namespace likeness::training {

struct PainterOptions {
    text::ClipTextOptions text, text2;
    diffusion::UnetOptions unet;
    identity::IdFormerOptions idFormer;
};

struct Painter {
    text::SdxlTextEncoders encoders;
    diffusion::Unet unet;
    identity::IdFormer idFormer;
    identity::IdAttentionLayers idLayers;

    Painter(const weights::Weights& w, const PainterOptions& options);
};

// Whether a parameter is the identity adapter's: its encoder or one of its attention layers.
bool isAdapters(const std::string& name);

// The part of `tensors` below `prefix`, without it: "unet." gives the UNet's file.
weights::TensorMap part(const weights::TensorMap& tensors, const std::string& prefix);

} // namespace likeness::training
