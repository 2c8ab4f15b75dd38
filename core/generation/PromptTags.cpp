#include "core/generation/PromptTags.h"

#include "core/generation/RequestCheck.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <string_view>

namespace likeness::generation {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view whereLorasAreSet =
    "Choose its file with --lora, or in the window's list of LoRAs";
constexpr size_t longestShown = 60;

std::string quoted(std::string_view text)
{
    size_t end = std::min(text.size(), longestShown);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end; // not within a letter
    return "'" + std::string(text.substr(0, end)) + (end < text.size() ? "…'" : "'");
}

std::optional<double> numberIn(std::string_view text)
{
    while (text.starts_with(' '))
        text.remove_prefix(1);
    while (text.ends_with(' '))
        text.remove_suffix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value))
        return std::nullopt;
    return value;
}

struct Tag {
    size_t begin = 0, end = 0; // bytes of the prompt
    std::string_view kind, rest; // "lora", "NAME:0.8"
};

std::vector<Tag> tagsIn(std::string_view prompt)
{
    std::vector<Tag> tags;
    for (size_t begin = prompt.find('<'); begin != std::string_view::npos; begin = prompt.find('<', begin + 1)) {
        const size_t end = prompt.find('>', begin);
        if (end == std::string_view::npos)
            break;
        const std::string_view inside = prompt.substr(begin + 1, end - begin - 1);
        const size_t colon = inside.find(':');
        const std::string_view kind = inside.substr(0, colon);
        if (colon != std::string_view::npos && (kind == "lora" || kind == "lyco" || kind == "hypernet"))
            tags.push_back({begin, end + 1, kind, inside.substr(colon + 1)});
    }
    return tags;
}

// A file of this name, with or without its ending; nothing for names that are no file names.
std::optional<fs::path> fileOf(std::string_view name, const fs::path& models)
{
    if (models.empty() || name.empty() || name.starts_with('.') ||
        name.find_first_of(std::string_view("/\\\0", 3)) != std::string_view::npos)
        return std::nullopt;
    for (const fs::path& folder : {models / "loras", models})
        for (const char* ending : {".safetensors", "", ".pt", ".bin", ".ckpt"}) {
            const fs::path file = folder / (std::string(name) + ending);
            if (std::error_code ignored; fs::is_regular_file(file, ignored))
                return file;
        }
    return std::nullopt;
}

// The tag's LoRA, or why there is none.
void take(const Tag& tag, std::string_view whole, const fs::path& models, TaggedRequest& tagged)
{
    const auto warn = [&](const std::string& why) {
        tagged.warnings.push_back(quoted(whole) + " in the prompt has no effect: " + why);
    };
    if (tag.kind == "hypernet")
        return warn("Likeness has no hypernetworks.");
    const size_t colon = tag.rest.find(':');
    const std::string_view name = tag.rest.substr(0, colon);
    const auto strength =
        colon == std::string_view::npos ? std::optional(1.0) : numberIn(tag.rest.substr(colon + 1));
    constexpr double most = RequestLimits::highestLoraStrength;
    if (!strength || std::abs(*strength) > most)
        return warn("it is not <lora:NAME:STRENGTH> with one number from -10 to 10.");
    const auto file = fileOf(name, models);
    if (!file)
        return warn("there is no LoRA of that name in '" + models.string() + "'. " +
                    std::string(whereLorasAreSet) + ".");
    tagged.request.loras.push_back({file->string(), *strength});
}

// The prompt without the tags; where one stood between blanks or commas, one of those goes with it.
std::string without(const std::vector<Tag>& tags, std::string_view prompt)
{
    std::string text;
    size_t from = 0;
    for (const Tag& tag : tags) {
        text += prompt.substr(from, tag.begin - from);
        from = tag.end;
        const bool isAlone = text.empty() || text.ends_with(' ') || text.ends_with(',');
        while (isAlone && from < prompt.size() && (prompt[from] == ' ' || prompt[from] == ','))
            ++from;
    }
    text += prompt.substr(from);
    while (text.ends_with(' ') || text.ends_with(','))
        text.pop_back();
    return text;
}

// "[from:to:when]", "[to:when]" and "[a|b]" as the web UI reads them; the first, or nothing.
std::string_view scheduleIn(std::string_view prompt)
{
    struct Open {
        char mark;
        size_t at, colon;
        bool hasBar;
    };
    std::vector<Open> open;
    for (size_t i = 0; i < prompt.size(); ++i) {
        const char c = prompt[i];
        if (c == '\\') {
            ++i;
        } else if (c == '[' || c == '(' || c == '{') {
            open.push_back({c, i, 0, false});
        } else if (!open.empty() && c == ':') {
            open.back().colon = i;
        } else if (!open.empty() && c == '|') {
            open.back().hasBar = true;
        } else if (!open.empty() && (c == ']' || c == ')' || c == '}')) {
            const Open group = open.back();
            open.pop_back();
            const bool isEdit = group.colon != 0 && numberIn(prompt.substr(group.colon + 1, i - group.colon - 1));
            if (group.mark == '[' && c == ']' && (isEdit || group.hasBar))
                return prompt.substr(group.at, i + 1 - group.at);
        }
    }
    return {};
}

} // namespace

TaggedRequest readPromptTags(PortraitRequest request, const fs::path& models)
{
    TaggedRequest tagged{std::move(request), {}};
    const std::string prompt = tagged.request.prompt, negative = tagged.request.negativePrompt;
    const auto tags = tagsIn(prompt);
    for (const Tag& tag : tags)
        take(tag, std::string_view(prompt).substr(tag.begin, tag.end - tag.begin), models, tagged);
    if (!tags.empty())
        tagged.request.prompt = without(tags, prompt);
    if (const auto wrong = tagsIn(negative); !wrong.empty()) {
        tagged.request.negativePrompt = without(wrong, negative);
        tagged.warnings.push_back("LoRAs in the negative prompt have no effect. " + std::string(whereLorasAreSet) +
                                  ", with a negative strength if it is to take something away.");
    }
    for (const std::string* text : {&prompt, &negative})
        if (const auto schedule = scheduleIn(*text); !schedule.empty())
            tagged.warnings.push_back(quoted(schedule) +
                                      " would change the prompt from step to step elsewhere; here all of it is read "
                                      "as words. Write {a|b} for alternatives.");
    return tagged;
}

} // namespace likeness::generation
