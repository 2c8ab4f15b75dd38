#include "core/weights/PeftConfig.h"

#include "core/base/AtomicFile.h"

#include <cmath>

namespace likeness::weights {

using nlohmann::json;

namespace {

constexpr size_t largest_bytes = 1 << 20;

// What is nested deeper than any of PEFT's fields is left out: copies of it would need as deep a stack.
json parsed(const std::string& text)
{
    constexpr int deepest = 8;
    return json::parse(
        text, [](int depth, json::parse_event_t, json&) { return depth < deepest; }, false);
}

std::string prefixOf(std::optional<LoraPart> part)
{
    if (!part)
        return "";
    return *part == LoraPart::unet ? "unet." : *part == LoraPart::text ? "text_encoder." : "text_encoder_2.";
}

} // namespace

PeftConfig PeftConfig::inHeader(const std::map<std::string, std::string>& metadata)
{
    PeftConfig config;
    config.m_namesParts = true;
    const auto found = metadata.find("lora_adapter_metadata");
    if (found != metadata.end())
        config.m_config = parsed(found->second);
    return config;
}

PeftConfig PeftConfig::beside(const std::filesystem::path& lora, const std::map<std::string, int64_t>& ranks)
{
    PeftConfig config;
    if (ranks.empty())
        return config;
    const auto text = base::readFile(lora.parent_path() / "adapter_config.json", largest_bytes);
    if (!text)
        return config; // most LoRAs have none
    config.m_config = parsed(*text);
    if (config.isEmpty())
        return {};
    for (const auto& [layer, rank] : ranks)
        if (config.number(layer, {}, "rank_pattern", "r") != static_cast<double>(rank))
            return {};
    return config;
}

bool PeftConfig::says(const std::string& field) const
{
    if (!isEmpty())
        for (const auto& [name, value] : m_config.items())
            if ((name == field || name.ends_with("." + field)) && value == true)
                return true;
    return false;
}

double PeftConfig::factorOf(const std::string& layer, std::optional<LoraPart> part, int64_t rank) const
{
    const double r = static_cast<double>(rank);
    const double alpha = number(layer, part, "alpha_pattern", "lora_alpha").value_or(r);
    return value(part, "use_rslora") == true ? alpha / std::sqrt(r) : alpha / r;
}

json PeftConfig::value(std::optional<LoraPart> part, const std::string& field) const
{
    if (isEmpty())
        return {};
    const auto found = m_config.find((m_namesParts ? prefixOf(part) : "") + field);
    return found == m_config.end() ? json() : *found;
}

std::optional<double> PeftConfig::number(const std::string& layer, std::optional<LoraPart> part,
                                         const std::string& patterns, const std::string& field) const
{
    const json given = value(part, patterns);
    if (given.is_object())
        for (const auto& [pattern, number] : given.items())
            if (number.is_number() && (layer == pattern || layer.ends_with("." + pattern)))
                return number.get<double>();
    const json number = value(part, field);
    return number.is_number() ? std::optional(number.get<double>()) : std::nullopt;
}

} // namespace likeness::weights
