#include "core/generation/RequestJson.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>

namespace likeness::generation {

using base::ErrorCode;
using nlohmann::json;
using nlohmann::ordered_json;

namespace {

constexpr size_t largestText_bytes = 4 << 20;

constexpr std::array<std::pair<Precision, const char*>, 4> precisions{
    {{Precision::automatic, "auto"},
     {Precision::fp32, "fp32"},
     {Precision::bf16, "bf16"},
     {Precision::fp16, "fp16"}}};

constexpr std::array<std::pair<MemoryMode, const char*>, 4> memoryModes{
    {{MemoryMode::automatic, "auto"},
     {MemoryMode::whole, "whole"},
     {MemoryMode::offload, "offload"},
     {MemoryMode::int8, "int8"}}};

// Reads the fields of one object; the first wrong one is kept as the error.
class Fields {
public:
    Fields(const json& object, std::string where) : m_object(object), m_where(std::move(where)) {}

    void text(const char* name, std::string& to)
    {
        const json* value = find(name);
        if (!value)
            return;
        if (value->is_string())
            to = value->get<std::string>();
        else
            wrong(name, "text in quotes");
    }

    void number(const char* name, double& to)
    {
        const json* value = find(name);
        if (!value)
            return;
        if (value->is_number())
            to = value->get<double>();
        else
            wrong(name, "a number");
    }

    void whole(const char* name, int& to)
    {
        const json* value = find(name);
        if (!value)
            return;
        constexpr std::int64_t most = std::numeric_limits<int>::max();
        if (!value->is_number_integer())
            wrong(name, "a whole number");
        else if (value->is_number_unsigned() ? value->get<std::uint64_t>() > std::uint64_t(most)
                                             : std::abs(value->get<double>()) > double(most))
            wrong(name, "a smaller number");
        else
            to = value->get<int>();
    }

    void seed(const char* name, std::uint64_t& to)
    {
        const json* value = find(name);
        if (!value)
            return;
        if (value->is_number_unsigned())
            to = value->get<std::uint64_t>();
        else
            wrong(name, "a whole number from 0");
    }

    void yesNo(const char* name, bool& to)
    {
        const json* value = find(name);
        if (!value)
            return;
        if (value->is_boolean())
            to = value->get<bool>();
        else
            wrong(name, "true or false");
    }

    void numbers(const char* name, std::vector<double>& to)
    {
        const json* value = find(name);
        if (!value)
            return;
        const bool fits = value->is_array() && std::ranges::all_of(*value, [](const json& one) {
                              return one.is_number();
                          });
        if (fits)
            to = value->get<std::vector<double>>();
        else
            wrong(name, "a list of numbers");
    }

    const json* find(const char* name) const
    {
        const auto found = m_object.find(name);
        return found == m_object.end() || found->is_null() ? nullptr : &*found;
    }

    void wrong(const char* name, const std::string& wanted)
    {
        if (m_error.empty())
            m_error = "The field '" + m_where + name + "' must be " + wanted + ", not " +
                      shortened(*find(name)) + ".";
    }

    const std::string& error() const { return m_error; }

private:
    static std::string shortened(const json& value)
    {
        if (value.is_structured())
            return value.is_array() ? "a list" : "an object";
        std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
        return text.size() > 60 ? text.substr(0, 60) + "…" : text;
    }

    const json& m_object;
    std::string m_where, m_error;
};

std::string readReferences(Fields& fields, std::vector<Reference>& to)
{
    const json* list = fields.find("references");
    if (!list)
        return {};
    if (!list->is_array())
        return "The field 'references' must be a list of photos.";
    to.clear();
    for (const json& entry : *list) {
        const std::string where = "references[" + std::to_string(to.size()) + "]";
        if (!entry.is_object())
            return "The field '" + where + "' must be an object with the field 'photo'.";
        Reference reference;
        Fields inside(entry, where + ".");
        inside.text("photo", reference.photo);
        inside.whole("face_index", reference.faceIndex);
        inside.whole("person", reference.person);
        if (!inside.error().empty())
            return inside.error();
        to.push_back(std::move(reference));
    }
    return {};
}

std::string readIdentity(Fields& fields, IdentityTuning& to)
{
    const json* object = fields.find("identity");
    if (!object)
        return {};
    if (!object->is_object())
        return "The field 'identity' must be an object.";
    Fields inside(*object, "identity.");
    inside.text("preset", to.preset);
    int zeroTokens = -1;
    inside.whole("num_zero", zeroTokens);
    if (inside.find("num_zero"))
        to.zeroTokens = zeroTokens;
    inside.text("ortho", to.ortho);
    inside.number("start", to.start);
    inside.number("end", to.end);
    inside.numbers("block_strengths", to.blockStrengths);
    inside.number("mix", to.mix);
    inside.yesNo("join_tokens", to.joinTokens);
    inside.yesNo("record_maps", to.recordMaps);
    return inside.error();
}

ordered_json jsonOf(const IdentityTuning& tuning)
{
    return {{"preset", tuning.preset},
            {"num_zero", tuning.zeroTokens ? ordered_json(*tuning.zeroTokens) : ordered_json()},
            {"ortho", tuning.ortho},
            {"start", tuning.start},
            {"end", tuning.end},
            {"block_strengths", tuning.blockStrengths},
            {"mix", tuning.mix},
            {"join_tokens", tuning.joinTokens},
            {"record_maps", tuning.recordMaps}};
}

std::string readLoras(Fields& fields, std::vector<LoraChoice>& to)
{
    const json* list = fields.find("loras");
    if (!list)
        return {};
    if (!list->is_array())
        return "The field 'loras' must be a list of LoRA files.";
    to.clear();
    for (const json& entry : *list) {
        const std::string where = "loras[" + std::to_string(to.size()) + "]";
        if (!entry.is_object())
            return "The field '" + where + "' must be an object with the field 'file'.";
        LoraChoice lora;
        Fields inside(entry, where + ".");
        inside.text("file", lora.file);
        inside.number("strength", lora.strength);
        if (!inside.error().empty())
            return inside.error();
        to.push_back(std::move(lora));
    }
    return {};
}

std::string readNamed(Fields& fields, PortraitRequest& request)
{
    std::string kind = request.kind == RequestKind::pair ? "pair" : "single";
    fields.text("kind", kind);
    if (kind != "pair" && kind != "single")
        fields.wrong("kind", "\"pair\" or \"single\"");
    request.kind = kind == "pair" ? RequestKind::pair : RequestKind::single;

    std::string precision = nameOf(request.precision);
    fields.text("precision", precision);
    if (const auto known = precisionNamed(precision))
        request.precision = *known;
    else
        fields.wrong("precision", "\"auto\", \"fp32\", \"bf16\" or \"fp16\"");

    std::string memory = nameOf(request.memory);
    fields.text("memory", memory);
    if (const auto known = memoryModeNamed(memory))
        request.memory = *known;
    else
        fields.wrong("memory", "\"auto\", \"whole\", \"offload\" or \"int8\"");
    return fields.error();
}

} // namespace

std::string nameOf(Precision precision)
{
    for (const auto& [value, name] : precisions)
        if (value == precision)
            return name;
    return "auto";
}

base::Result<Precision> precisionNamed(std::string_view name)
{
    for (const auto& [value, known] : precisions)
        if (name == known)
            return value;
    return base::fail(ErrorCode::invalidInput,
                      "The precision '" + std::string(name) +
                          "' is not known; choose auto, fp32, bf16 or fp16.");
}

std::string nameOf(MemoryMode memory)
{
    for (const auto& [value, name] : memoryModes)
        if (value == memory)
            return name;
    return "auto";
}

base::Result<MemoryMode> memoryModeNamed(std::string_view name)
{
    for (const auto& [value, known] : memoryModes)
        if (name == known)
            return value;
    return base::fail(ErrorCode::invalidInput,
                      "The memory mode '" + std::string(name) +
                          "' is not known; choose auto, whole, offload or int8.");
}

std::string toJson(const PortraitRequest& request)
{
    ordered_json references = ordered_json::array();
    for (const Reference& reference : request.references)
        references.push_back({{"photo", reference.photo},
                              {"face_index", reference.faceIndex},
                              {"person", reference.person}});
    ordered_json loras = ordered_json::array();
    for (const LoraChoice& lora : request.loras)
        loras.push_back({{"file", lora.file}, {"strength", lora.strength}});
    const ordered_json object = {{"kind", request.kind == RequestKind::pair ? "pair" : "single"},
                                 {"references", std::move(references)},
                                 {"identity", jsonOf(request.identity)},
                                 {"prompt", request.prompt},
                                 {"negative_prompt", request.negativePrompt},
                                 {"style", request.style},
                                 {"width", request.width},
                                 {"height", request.height},
                                 {"steps", request.steps},
                                 {"guidance", request.guidance},
                                 {"seed", request.seed},
                                 {"strength", request.strength},
                                 {"sampler", request.sampler},
                                 {"precision", nameOf(request.precision)},
                                 {"memory", nameOf(request.memory)},
                                 {"model", request.model},
                                 {"lightning", request.lightning},
                                 {"adapter", request.adapter},
                                 {"loras", std::move(loras)},
                                 {"preview_decoder", request.previewDecoder}};
    return object.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

base::Result<PortraitRequest> requestFromJson(std::string_view text)
{
    if (text.size() > largestText_bytes)
        return base::fail(ErrorCode::invalidInput,
                          "The request is longer than 4 MB; it cannot be one of ours.");
    const json object = json::parse(text, nullptr, false);
    if (!object.is_object())
        return base::fail(ErrorCode::invalidInput, "The request is not a JSON object.");
    PortraitRequest request;
    Fields fields(object, "");
    fields.text("prompt", request.prompt);
    fields.text("negative_prompt", request.negativePrompt);
    fields.text("style", request.style);
    fields.whole("width", request.width);
    fields.whole("height", request.height);
    fields.whole("steps", request.steps);
    fields.number("guidance", request.guidance);
    fields.seed("seed", request.seed);
    fields.number("strength", request.strength);
    fields.text("sampler", request.sampler);
    fields.text("model", request.model);
    fields.text("lightning", request.lightning);
    fields.text("adapter", request.adapter);
    fields.text("preview_decoder", request.previewDecoder);
    std::string wrong = readNamed(fields, request);
    if (wrong.empty())
        wrong = readReferences(fields, request.references);
    if (wrong.empty())
        wrong = readLoras(fields, request.loras);
    if (wrong.empty())
        wrong = readIdentity(fields, request.identity);
    if (!wrong.empty())
        return base::fail(ErrorCode::invalidInput, wrong);
    return request;
}

} // namespace likeness::generation
