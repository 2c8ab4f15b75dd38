#include "core/generation/Styles.h"

#include "core/base/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace likeness::generation {

using base::ErrorCode;
using nlohmann::json;

namespace {

constexpr std::string_view placeholder = "{prompt}";

std::string joined(const std::string& first, const std::string& second)
{
    if (first.empty() || second.empty())
        return first + second;
    return first + ", " + second;
}

std::string filled(const std::string& pattern, const std::string& prompt)
{
    const size_t at = pattern.find(placeholder);
    if (at == std::string::npos)
        return joined(prompt, pattern);
    return pattern.substr(0, at) + prompt + pattern.substr(at + placeholder.size());
}

// The text of a field; `fallback` where it is absent.
std::optional<std::string> text(const json& entry, const char* name, const std::string& fallback)
{
    const auto found = entry.find(name);
    if (found == entry.end())
        return fallback;
    if (!found->is_string())
        return std::nullopt;
    return found->get<std::string>();
}

} // namespace

base::Result<Styles> Styles::load(const std::filesystem::path& file)
{
    auto content = base::readFile(file, 4 << 20);
    if (!content)
        return tl::unexpected(content.error());
    return parse(*content, file.string());
}

base::Result<Styles> Styles::parse(const std::string& content, const std::string& source)
{
    const auto wrong = [&](const std::string& what) {
        return base::fail(ErrorCode::wrongFormat, "The styles file '" + source + "' " + what + ".");
    };
    const json list = json::parse(content, nullptr, false);
    if (!list.is_array())
        return wrong("is not a JSON list of styles");
    Styles styles;
    for (const json& entry : list) {
        const std::string which = "entry " + std::to_string(styles.m_styles.size() + 1);
        if (!entry.is_object())
            return wrong("has an " + which + " that is not an object");
        const auto name = text(entry, "name", "");
        const auto label = text(entry, "label", name.value_or(""));
        const auto prompt = text(entry, "prompt", std::string(placeholder));
        const auto negative = text(entry, "negative", "");
        if (!name || !label || !prompt || !negative)
            return wrong("has an " + which + " whose fields are not all text");
        const auto same = [&](const Style& style) { return style.name == *name; };
        if (name->empty() || std::ranges::any_of(styles.m_styles, same))
            return wrong("has an " + which + " whose name '" + *name + "' is empty or taken");
        styles.m_styles.push_back({*name, *label, *prompt, *negative});
    }
    return styles;
}

base::Result<StyledPrompt> Styles::apply(const std::string& name, const std::string& prompt,
                                         const std::string& negative) const
{
    if (name.empty() || name == "none")
        return StyledPrompt{prompt, negative};
    const auto found = std::ranges::find(m_styles, name, &Style::name);
    if (found != m_styles.end())
        return StyledPrompt{filled(found->prompt, prompt), joined(negative, found->negative)};
    std::string known = "none";
    for (const Style& style : m_styles)
        if (style.name != "none")
            known += ", " + style.name;
    return base::fail(ErrorCode::invalidInput,
                      "There is no style '" + name + "'; the styles are " + known + ".");
}

} // namespace likeness::generation
