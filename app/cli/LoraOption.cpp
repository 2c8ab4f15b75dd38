#include "app/cli/LoraOption.h"

#include "core/generation/RequestCheck.h"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>

namespace likeness::cli {

using generation::LoraChoice;

LoraChoice loraChoiceFrom(const std::string& text)
{
    std::error_code ignored;
    const size_t colon = text.rfind(':');
    if (colon == std::string::npos || std::filesystem::exists(text, ignored))
        return {text, 1};
    double strength = 1;
    const char* const last = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data() + colon + 1, last, strength);
    if (error == std::errc::invalid_argument || end != last)
        return {text, 1};
    return {text.substr(0, colon), error == std::errc() ? strength : std::nan("")};
}

CLI::Option* addLora(CLI::App& command, std::vector<LoraChoice>& loras)
{
    const auto read = [&loras](const std::vector<std::string>& texts) {
        loras.clear();
        for (const std::string& text : texts) {
            LoraChoice lora = loraChoiceFrom(text);
            constexpr double most = generation::RequestLimits::highestLoraStrength;
            if (!(std::abs(lora.strength) <= most))
                throw CLI::ValidationError(fmt::format(
                    "--lora: the strength must be a number from {} to {}, not that of '{}'.", -most,
                    most, text));
            loras.push_back(std::move(lora));
        }
        return true;
    };
    return command
        .add_option("--lora", CLI::callback_t(read),
                    "LoRA for the model and its strength from -10 to 10 (default: 1); may be "
                    "given several times")
        ->type_name("FILE[:STRENGTH]")
        ->expected(1, -1)
        ->group("Model");
}

} // namespace likeness::cli
