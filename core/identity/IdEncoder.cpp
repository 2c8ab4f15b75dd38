#include "core/identity/IdEncoder.h"

#include <algorithm>

namespace likeness::identity {

using weights::Weights;

IdEncoderOptions idEncoderOptionsOf(const Weights& w)
{
    IdEncoderOptions options;
    options.conditionWidth = w.size("body.0.weight", 1);
    options.evaWidth = w.size("mapping_0.0.weight", 1);
    options.outputWidth = w.size("mapping_0.6.weight", 0);
    options.idTokens = w.size("body.6.weight", 0) / std::max<int64_t>(options.outputWidth, 1);
    options.bodyHidden = MappingHidden(w / "body");
    options.mappingHidden = MappingHidden(w / "mapping_0");
    options.patchHidden = MappingHidden(w / "mapping_patch_0");
    return options;
}

IdEncoder::IdEncoder(const Weights& w, const IdEncoderOptions& options_)
    : options(options_), body(w / "body", options.conditionWidth, options.bodyHidden,
                              options.idTokens * options.outputWidth)
{
    for (int64_t scale = 0; scale < IdEncoderOptions::scales; ++scale) {
        const std::string number = std::to_string(scale);
        mappings.emplace_back(w / ("mapping_" + number), options.evaWidth, options.mappingHidden,
                              options.outputWidth);
        patchMappings.emplace_back(w / ("mapping_patch_" + number), options.evaWidth,
                                   options.patchHidden, options.outputWidth);
    }
}

at::Tensor IdEncoder::forward(const at::Tensor& condition,
                              const std::vector<at::Tensor>& hidden) const
{
    TORCH_CHECK(condition.dim() == 2 && condition.size(1) == options.conditionWidth,
                "IDEncoder takes conditions [B, ", options.conditionWidth, "], got ",
                condition.sizes());
    TORCH_CHECK(static_cast<int64_t>(hidden.size()) == IdEncoderOptions::scales,
                "IDEncoder reads five hidden layers");
    std::vector<at::Tensor> tokens = {body.forward(condition).reshape(
        {-1, options.idTokens, options.outputWidth})}; // [B, 5, output]
    for (size_t scale = 0; scale < hidden.size(); ++scale) {
        const at::Tensor ofClass =
            mappings[scale].forward(hidden[scale].select(1, 0)); // [B, output]
        const at::Tensor ofPatches =
            patchMappings[scale].forward(hidden[scale].slice(1, 1)).mean(1);
        tokens.push_back((ofClass + ofPatches).unsqueeze(1)); // [B, 1, output]
    }
    return at::cat(tokens, 1); // [B, idTokens + 5, output]
}

} // namespace likeness::identity
