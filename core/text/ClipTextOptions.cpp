#include "core/text/ClipTextOptions.h"

#include "core/base/AtomicFile.h"

#include <nlohmann/json.hpp>

namespace likeness::text {

namespace {

using base::ErrorCode;
using base::Result;
using Json = nlohmann::json;

constexpr size_t maximumConfig_bytes = 1 << 20;
constexpr int64_t maximumNumber =
    int64_t(1) << 24; // of every size in a config; keeps products far from overflow

Result<void> readNumber(const Json& config, const char* field, const std::string& path,
                        int64_t& value, int64_t smallest = 1)
{
    const auto found = config.find(field);
    if (found == config.end() || found->is_null())
        return {};
    if (!found->is_number_integer() || found->get<int64_t>() < smallest ||
        found->get<int64_t>() > maximumNumber)
        return base::fail(ErrorCode::wrongFormat,
                          "The field '" + std::string(field) + "' in '" + path +
                              "' is not a usable number. Download the model again.");
    value = found->get<int64_t>();
    return {};
}

Result<Activation> activation(const std::string& name, const std::string& path)
{
    if (name == "quick_gelu")
        return Activation::quickGelu;
    if (name == "gelu")
        return Activation::gelu;
    return base::fail(ErrorCode::wrongFormat,
                      "'" + path + "' asks for the activation '" + name +
                          "'; a CLIP text encoder has 'quick_gelu' or 'gelu'.");
}

} // namespace

Result<ClipTextOptions> ClipTextOptions::parse(std::string_view text, const std::string& path)
{
    const Json config = Json::parse(text, nullptr, false);
    if (!config.is_object())
        return base::fail(
            ErrorCode::wrongFormat,
            "'" + path +
                "' is not the JSON description of a text encoder. Download the model again.");
    ClipTextOptions options;
    const std::pair<const char*, int64_t*> numbers[] = {
        {"vocab_size", &options.vocab_size},
        {"hidden_size", &options.hidden_size},
        {"intermediate_size", &options.intermediate_size},
        {"projection_dim", &options.projection_dim},
        {"num_hidden_layers", &options.num_hidden_layers},
        {"num_attention_heads", &options.num_attention_heads},
        {"max_position_embeddings", &options.max_position_embeddings},
    };
    for (const auto& [field, value] : numbers)
        if (auto read = readNumber(config, field, path, *value); !read)
            return tl::unexpected(read.error());
    if (auto read = readNumber(config, "eos_token_id", path, options.eos_token_id, 0); !read)
        return tl::unexpected(read.error());
    if (options.hidden_size % options.num_attention_heads != 0)
        return base::fail(ErrorCode::wrongFormat,
                          "In '" + path +
                              "' hidden_size is not a multiple of num_attention_heads.");
    if (const auto eps = config.find("layer_norm_eps"); eps != config.end() && eps->is_number())
        options.layer_norm_eps = eps->get<double>();
    if (const auto name = config.find("hidden_act"); name != config.end() && name->is_string()) {
        const auto found = activation(name->get<std::string>(), path);
        if (!found)
            return tl::unexpected(found.error());
        options.hidden_act = *found;
    }
    if (const auto names = config.find("architectures"); names != config.end() && names->is_array())
        for (const Json& name : *names)
            options.withProjection |= name == "CLIPTextModelWithProjection";
    return options;
}

Result<ClipTextOptions> ClipTextOptions::read(const std::filesystem::path& configFile)
{
    auto text = base::readFile(configFile, maximumConfig_bytes);
    if (!text)
        return tl::unexpected(text.error());
    return parse(*text, configFile.string());
}

std::string ClipTextOptions::json() const
{
    const nlohmann::ordered_json config = {
        {"architectures", {withProjection ? "CLIPTextModelWithProjection" : "CLIPTextModel"}},
        {"model_type", "clip_text_model"},
        {"vocab_size", vocab_size},
        {"hidden_size", hidden_size},
        {"intermediate_size", intermediate_size},
        {"projection_dim", projection_dim},
        {"num_hidden_layers", num_hidden_layers},
        {"num_attention_heads", num_attention_heads},
        {"max_position_embeddings", max_position_embeddings},
        {"hidden_act", hidden_act == Activation::gelu ? "gelu" : "quick_gelu"},
        {"layer_norm_eps", layer_norm_eps},
        {"bos_token_id", vocab_size - 2},
        {"eos_token_id", eos_token_id},
        {"pad_token_id", 1},
        {"attention_dropout", 0.0},
        {"dtype", "float16"},
    };
    return config.dump(2) + "\n";
}

} // namespace likeness::text
