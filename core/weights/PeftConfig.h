// What PEFT says about a LoRA beside its tensors: alpha, ranks, whether it is another kind. It stands
// in the safetensors header, as diffusers writes it ("lora_adapter_metadata": {"unet.lora_alpha": 8,
// "unet.alpha_pattern": {"mid_block.attentions.0.proj_in": 4}, "unet.use_rslora": false, …}), or in
// adapter_config.json in the same folder, as PEFT's save_pretrained writes it (the same fields, without a part's name).
#pragma once

#include "core/weights/Lora.h"

#include <nlohmann/json.hpp>

#include <map>

namespace likeness::weights {

class PeftConfig {
public:
    // Empty where the header has none, or one that cannot be read.
    static PeftConfig inHeader(const std::map<std::string, std::string>& metadata);

    // `ranks`: of the layers in PEFT's names that have no alpha of their own. A config that gives one of
    // them another rank is another file's, and a folder may hold many LoRAs: then, and where there is
    // none, the answer is empty. Nothing above 1 MB is read.
    static PeftConfig beside(const std::filesystem::path& lora, const std::map<std::string, int64_t>& ranks);

    bool isEmpty() const { return !m_config.is_object(); }
    bool says(const std::string& field) const; // of any part

    // alpha / r, or alpha / sqrt(r) with rsLoRA (arXiv 2312.03732); 1 without an alpha.
    double factorOf(const std::string& layer, std::optional<LoraPart> part, int64_t rank) const;

private:
    nlohmann::json value(std::optional<LoraPart> part, const std::string& field) const;
    // The pattern's number for this layer, else the field's.
    std::optional<double> number(const std::string& layer, std::optional<LoraPart> part, const std::string& patterns,
                                 const std::string& field) const;

    nlohmann::json m_config;
    bool m_namesParts = false;
};

} // namespace likeness::weights
