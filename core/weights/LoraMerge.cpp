#include "core/weights/LoraMerge.h"

#include "core/weights/LoraNames.h"
#include "core/weights/MappedTensor.h"

#include <cmath>
#include <sstream>

namespace likeness::weights {

using base::ErrorCode;
using base::Result;

namespace {

using Shape = std::vector<int64_t>;

std::string text(const Shape& shape)
{
    std::ostringstream out;
    out << at::IntArrayRef(shape);
    return out.str();
}

// A matrix is a convolution of one pixel.
Shape asConvolution(at::IntArrayRef shape)
{
    Shape result = shape.vec();
    result.resize(4, 1);
    return result;
}

// The shape that the layer changes: [out, in, kh, kw].
Shape changedShape(const LoraLayer& layer)
{
    Shape shape = asConvolution(layer.down.sizes());
    shape[0] = layer.up.size(0);
    return shape;
}

// One part of the model, to look layers up in.
struct Candidate {
    const TensorMap& tensors;
    LoraModules modules;
    LoraChanges& changes;
};

void append(LoraChanges& to, LoraChanges& from, double strength)
{
    for (auto& [name, changes] : from)
        for (LoraChange& change : changes) {
            change.factor *= strength;
            to[name].push_back(std::move(change));
        }
}

// The family whose names these are, for the sentence that refuses them.
std::string familyOf(const Lora& lora)
{
    const auto any = [&](std::initializer_list<std::string_view> words) {
        for (const LoraLayer& layer : lora.layers)
            for (const std::string_view word : words)
                if (layer.name.find(word) != std::string::npos)
                    return true;
        return false;
    };
    if (any({"double_blocks", "single_blocks", "single_transformer_blocks"}))
        return "FLUX";
    if (any({"joint_blocks"}))
        return "Stable Diffusion 3";
    if (any({"lora_te_", "down_blocks_0_attentions", "down_blocks.0.attentions"}))
        return "Stable Diffusion 1 or 2";
    return "another kind of model";
}

constexpr const char* whatToChoose = ". Choose a LoRA made for SDXL.";

// Where a changed tensor waits.
at::Device waitingPlace(const Placement& placement)
{
    const bool isNear =
        placement.residence == Residence::ready || placement.residence == Residence::asStored;
    return isNear ? placement.device : at::Device(at::kCPU);
}

// `weight` with all its changes, computed in fp32.
Result<at::Tensor> changed(const at::Tensor& weight, const std::vector<LoraChange>& changes,
                           const Placement& placement)
{
    const auto exact = at::TensorOptions(at::kFloat).device(placement.device);
    const at::Tensor sum = weight.to(exact, false, /*copy=*/true).contiguous();
    at::Tensor matrix = sum.view({sum.size(0), -1}); // [out, in·kh·kw]
    for (const LoraChange& change : changes) {
        const at::Tensor down = change.down.to(exact).flatten(1); // [r, in·kh·kw]
        const at::Tensor up = change.up.to(exact).flatten(1);     // [out, r]
        if (!std::isfinite(change.factor) || !down.isfinite().all().item<bool>() ||
            !up.isfinite().all().item<bool>())
            return base::fail(ErrorCode::wrongFormat,
                              change.source + " holds values that are not numbers. Download or "
                                              "copy the file again.");
        matrix.addmm_(up, down, 1, change.factor);
    }
    return sum.to(placement.dtype).to(waitingPlace(placement));
}

} // namespace

LoraFit fitLora(const Lora& lora, const LoraBase& base)
{
    LoraFit fit;
    const Candidate candidates[] = {
        // by LoraPart
        {base.unet, loraModulesOf(LoraPart::unet, base.unet), fit.changes.unet},
        {base.text, loraModulesOf(LoraPart::text, base.text), fit.changes.text},
        {base.text_2, loraModulesOf(LoraPart::text_2, base.text_2), fit.changes.text_2}};
    for (const LoraLayer& layer : lora.layers) {
        const Candidate& candidate =
            candidates[static_cast<size_t>(layer.part.value_or(LoraPart::unet))];
        const auto module = candidate.modules.find(layer.module);
        if (module == candidate.modules.end() || candidate.changes.contains(module->second)) {
            fit.unmatched.push_back(layer.name);
            continue;
        }
        const Shape is = changedShape(layer);
        const Shape wanted = asConvolution(candidate.tensors.at(module->second).sizes());
        if (is != wanted) {
            fit.misshaped.push_back(layer.name + " (is " + text(is) + ", should be " +
                                    text(wanted) + ")");
            continue;
        }
        candidate.changes[module->second] = {
            {layer.down, layer.up, layer.factor,
             "The layer '" + layer.name + "' of '" + lora.path + "'"}};
    }
    return fit;
}

Result<std::vector<std::string>> addLora(LoraPlan& plan, const Lora& lora, const LoraBase& base,
                                         double strength)
{
    LoraFit fit = fitLora(lora, base);
    std::string names;
    for (const auto* list : {&fit.misshaped, &fit.unmatched})
        for (const std::string& name : *list)
            names += name + "\n";
    const std::string start = "'" + lora.path + "' is a LoRA for " + familyOf(lora) + ": ";
    if (!fit.misshaped.empty())
        return base::fail(ErrorCode::wrongFormat,
                          start + std::to_string(fit.misshaped.size()) + " of its " +
                              std::to_string(lora.layers.size()) +
                              " layers have other shapes than this model's, first " +
                              fit.misshaped.front() + whatToChoose,
                          names);
    LoraChanges& unet = fit.changes.unet;
    if (unet.empty() && fit.changes.text.empty() && fit.changes.text_2.empty())
        return base::fail(ErrorCode::wrongFormat,
                          start + "none of its " + std::to_string(lora.layers.size()) +
                              " layers is in this model" + whatToChoose,
                          names);
    if (strength != 0) {
        append(plan.unet, unet, strength);
        append(plan.text, fit.changes.text, strength);
        append(plan.text_2, fit.changes.text_2, strength);
    }
    fit.unmatched.insert(fit.unmatched.end(), lora.unknown.begin(), lora.unknown.end());
    return std::move(fit.unmatched);
}

Result<void> mergeLoras(TensorFile& part, const LoraChanges& changes, const Placement& placement,
                        const std::stop_token& stop)
{
    for (const auto& [name, list] : changes) {
        if (stop.stop_requested())
            return base::fail(ErrorCode::cancelled, "Cancelled.");
        const auto found = part.tensors.find(name);
        if (found == part.tensors.end())
            return base::fail(ErrorCode::internal, "A LoRA was fitted to another model.");
        auto merged = changed(found->second, list, placement);
        if (!merged)
            return tl::unexpected(merged.error());
        forgetPages(found->second); // its bytes were copied
        found->second = std::move(*merged);
    }
    return {};
}

} // namespace likeness::weights
