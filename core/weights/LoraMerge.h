// LoRAs merged into a model's weights: W' = W + sum of strength · alpha / r · up · down (Hu et al.
// 2021, equation 3), convolutions as matrices [out, in·kh·kw].
#pragma once

#include "core/weights/Lora.h"
#include "core/weights/Weights.h"

#include <stop_token>

namespace likeness::weights {

// What is to be added to one tensor.
struct LoraChange {
    at::Tensor down, up; // as in LoraLayer
    double factor = 1;   // strength · alpha / r
    std::string source;  // the file and its layer, for messages
};
using LoraChanges = std::map<std::string, std::vector<LoraChange>>; // tensor's name → changes

// The three parts in the names of diffusers' folders; what is merged later must be these.
struct LoraBase {
    const TensorMap& unet;
    const TensorMap& text;
    const TensorMap& text_2;
};

struct LoraPlan {
    LoraChanges unet, text, text_2;
};

struct LoraFit {
    LoraPlan changes;                   // at strength 1
    std::vector<std::string> unmatched; // layers that the model does not have, or named twice
    std::vector<std::string> misshaped; // "NAME (is [..], should be [..])"
};

// Where a LoRA fits.
LoraFit fitLora(const Lora& lora, const LoraBase& base);

// The same for use: its changes join `plan`; with strength 0 there are none, and the model stays as
// it is bit for bit. Returns the names that fit nothing. Errors: wrongFormat where none fits or a
// layer has another shape: a LoRA for another kind of model.
base::Result<std::vector<std::string>> addLora(LoraPlan& plan, const Lora& lora,
                                               const LoraBase& base, double strength);

// Changes the part's tensors, which are computed in fp32 on the device of `placement` and rounded
// once, to the type in which the model computes, wherever they wait: so every residence computes the
// same bits. Tensors without a change stay the file's own. Errors: wrongFormat for numbers that are
// not finite; cancelled.
base::Result<void> mergeLoras(TensorFile& part, const LoraChanges& changes,
                              const Placement& placement, const std::stop_token& stop = {});

} // namespace likeness::weights
