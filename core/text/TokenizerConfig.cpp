#include "core/text/TokenizerConfig.h"

#include "core/base/AtomicFile.h"

#include <nlohmann/json.hpp>

namespace likeness::text {

namespace {

using base::Result;
using Json = nlohmann::ordered_json;

constexpr size_t maximumFile_bytes = 8 << 20;
constexpr size_t maximumLength = 4096;

// An empty object if the file is not there.
Result<Json> readObject(const std::filesystem::path& path)
{
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored))
        return Json::object();
    const auto text = base::readFile(path, maximumFile_bytes);
    if (!text)
        return tl::unexpected(text.error());
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object())
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + path.string() +
                              "' is not a JSON object. Download the model again.");
    return json;
}

// A token is a text, or an object whose "content" is the text.
std::string contentOf(const Json& token)
{
    if (token.is_object() && token.contains("content"))
        return contentOf(token["content"]);
    return token.is_string() ? token.get<std::string>() : std::string();
}

void readTokens(const Json& json, SpecialTokens& special)
{
    const std::pair<const char*, std::string*> tokens[] = {{"bos_token", &special.start},
                                                           {"eos_token", &special.end},
                                                           {"unk_token", &special.unknown},
                                                           {"pad_token", &special.pad}};
    for (const auto& [name, token] : tokens)
        if (const auto found = json.find(name); found != json.end() && !contentOf(*found).empty())
            *token = contentOf(*found);
    if (const auto found = json.find("additional_special_tokens");
        found != json.end() && found->is_array())
        for (const Json& token : *found)
            special.further.push_back(contentOf(token));
}

} // namespace

Result<SpecialTokens> readSpecialTokens(const std::filesystem::path& folder)
{
    const auto config = readObject(folder / "tokenizer_config.json");
    const auto map = readObject(folder / "special_tokens_map.json");
    if (!config || !map)
        return tl::unexpected(config ? map.error() : config.error());
    SpecialTokens special;
    readTokens(*config, special);
    if (const auto added = config->find("added_tokens_decoder");
        added != config->end() && added->is_object()) {
        for (const Json& token : *added)
            special.further.push_back(contentOf(token));
    } else {
        readTokens(*map, special);
    }
    const auto length = config->find("model_max_length");
    if (length != config->end() && length->is_number_unsigned() && length->get<size_t>() >= 2 &&
        length->get<size_t>() <= maximumLength)
        special.length = length->get<size_t>();
    return special;
}

std::string tokenizerConfigJson(const SpecialTokens& special)
{
    return Json({{"tokenizer_class", "CLIPTokenizer"},
                 {"add_prefix_space", false},
                 {"bos_token", special.start},
                 {"eos_token", special.end},
                 {"unk_token", special.unknown},
                 {"pad_token", special.pad},
                 {"do_lower_case", true},
                 {"errors", "replace"},
                 {"model_max_length", special.length}})
               .dump(2) +
           "\n";
}

std::string specialTokensMapJson(const SpecialTokens& special)
{
    return Json({{"bos_token", special.start},
                 {"eos_token", special.end},
                 {"unk_token", special.unknown},
                 {"pad_token", special.pad}})
               .dump(2) +
           "\n";
}

} // namespace likeness::text
