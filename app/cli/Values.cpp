#include "app/cli/Values.h"

#include "core/generation/RequestJson.h"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <optional>

namespace likeness::cli {

namespace {

template <typename Number> std::optional<Number> parse(const std::string& text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

CLI::Option* addChecked(CLI::App& app, const std::string& name, const std::string& valueName,
                        std::function<void(const std::string&)> read, const std::string& help)
{
    return app.add_option_function<std::string>(name, std::move(read), help)->type_name(valueName);
}

[[noreturn]] void refuse(const std::string& sentence)
{
    throw CLI::ValidationError(sentence);
}

} // namespace

CLI::Option* addNumber(CLI::App& app, const std::string& name, double& target, Range range,
                       const std::string& help)
{
    const auto read = [name, &target, range](const std::string& text) {
        const auto number = parse<double>(text);
        if (!number || !std::isfinite(*number) || *number < range.least || *number > range.most)
            refuse(fmt::format("{} must be a number from {} to {}, not '{}'.", name, range.least,
                               range.most, text));
        target = *number;
    };
    return addChecked(app, name, "X", read, help);
}

CLI::Option* addWhole(CLI::App& app, const std::string& name, std::uint64_t& target,
                      std::uint64_t least, std::uint64_t most, const std::string& help)
{
    const auto read = [name, &target, least, most](const std::string& text) {
        const auto number = parse<std::uint64_t>(text);
        if (!number || *number < least || *number > most)
            refuse(fmt::format("{} must be a whole number from {} to {}, not '{}'.", name, least,
                               most, text));
        target = *number;
    };
    return addChecked(app, name, "N", read, help);
}

CLI::Option* addWhole(CLI::App& app, const std::string& name, int& target, int least, int most,
                      const std::string& help)
{
    const auto read = [name, &target, least, most](const std::string& text) {
        const auto number = parse<int>(text);
        if (!number || *number < least || *number > most)
            refuse(fmt::format("{} must be a whole number from {} to {}, not '{}'.", name, least,
                               most, text));
        target = *number;
    };
    return addChecked(app, name, "N", read, help);
}

CLI::Option* addSize(CLI::App& app, const std::string& name, int& width, int& height,
                     SizeLimits limits, const std::string& help)
{
    const auto read = [name, &width, &height, limits](const std::string& text) {
        const size_t cross = text.find('x');
        const auto w = parse<int>(text.substr(0, cross));
        const auto h =
            cross == std::string::npos ? std::nullopt : parse<int>(text.substr(cross + 1));
        const auto fits = [&](std::optional<int> side) {
            return side && *side >= limits.least && *side <= limits.most &&
                   *side % limits.step == 0;
        };
        if (!fits(w) || !fits(h))
            refuse(fmt::format("{} must be WIDTHxHEIGHT, each a multiple of {} from {} to {} (as "
                               "512x768), not '{}'.",
                               name, limits.step, limits.least, limits.most, text));
        width = *w;
        height = *h;
    };
    return addChecked(app, name, "WxH", read, help);
}

CLI::Option* addTrainingPrecision(CLI::App& app, generation::Precision& precision)
{
    const auto take = [&precision](const std::string& name) { precision = *generation::precisionNamed(name); };
    return app.add_option_function<std::string>("--precision", take,
                                                "auto: bf16 where the processor is clearly faster with it, else fp32")
        ->check(CLI::IsMember({"auto", "fp32", "bf16"}))
        ->default_str("auto");
}

std::string sentenceFor(const CLI::ParseError& error, const std::string& help)
{
    const std::string text = error.what();
    const std::string start = text.substr(0, text.find(':')); // the option, mostly
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr)
        return start + (text.find("received") == std::string::npos ? " needs a value."
                                                                   : " was given too many values.");
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr)
        return "What is '" + text.substr(std::min(text.size(), start.size() + 2)) + "'? '" + help +
               "' lists the words and options.";
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr)
        return text + "; '" + help + "' says more.";
    return text.ends_with('.') ? text : text + ".";
}

} // namespace likeness::cli
