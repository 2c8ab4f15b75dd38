#include "core/training/JudgeFile.h"

#include "core/weights/Safetensors.h"

#include <nlohmann/json.hpp>

namespace likeness::training {

namespace {

using nlohmann::json;

constexpr const char* sceneKind = "likeness scene judge";
constexpr const char* likenessKind = "likeness likeness judge";

std::string describe(const FactTable& table)
{
    json facts = json::object();
    for (const auto& fact : table.classes)
        facts[fact.name] = fact.count;
    facts["measures"] = table.measures;
    return facts.dump();
}

base::Result<void> write(const std::filesystem::path& file, const TrainedJudge& judge, const char* kind,
                         const FactTable& table)
{
    weights::TensorMap halves;
    for (const auto& [name, tensor] : judge.tensors)
        halves[name] = tensor.to(at::kHalf);
    return weights::writeSafetensors(file, halves,
                                     {{"kind", kind},
                                      {"facts", describe(table)},
                                      {"readable", json(judge.heldOut.clean).dump()}});
}

struct Content {
    weights::Weights weights;
    std::map<std::string, FactShares> readable;
};

base::Result<Content> read(const std::filesystem::path& file, const std::string& kind, const FactTable& table)
{
    auto content = weights::readSafetensors(file);
    if (!content)
        return tl::unexpected(content.error());
    auto metadata = content->metadata;
    if (metadata["kind"] != kind)
        return base::fail(base::ErrorCode::wrongFormat, "'" + file.string() + "' is not a " + kind +
                                                            ". Make one with 'likeness-cli train-judges'.");
    const json readable = json::parse(metadata["readable"], nullptr, false);
    if (metadata["facts"] != describe(table) || !readable.is_object())
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + file.string() + "' was trained on another portrait world than this program paints. "
                                                "Train it anew with 'likeness-cli train-judges'.");
    Content result{weights::Weights(std::move(*content)), {}};
    try {
        result.readable = readable.get<std::map<std::string, FactShares>>();
    } catch (const json::exception& problem) {
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + file.string() + "' is damaged: it does not say what it can read. Train it anew with "
                                                "'likeness-cli train-judges'.",
                          problem.what());
    }
    return result;
}

} // namespace

base::Result<void> writeSceneJudge(const std::filesystem::path& file, const TrainedJudge& judge)
{
    return write(file, judge, sceneKind, sceneFacts());
}

base::Result<void> writeLikenessJudge(const std::filesystem::path& file, const TrainedJudge& judge)
{
    return write(file, judge, likenessKind, likenessFacts());
}

base::Result<OpenSceneJudge> openSceneJudge(const std::filesystem::path& file)
{
    auto content = read(file, sceneKind, sceneFacts());
    if (!content)
        return tl::unexpected(content.error());
    OpenSceneJudge result{SceneJudge(content->weights), std::move(content->readable)};
    if (auto fits = content->weights.check("a scene judge"); !fits)
        return tl::unexpected(fits.error());
    return result;
}

base::Result<OpenLikenessJudge> openLikenessJudge(const std::filesystem::path& file)
{
    auto content = read(file, likenessKind, likenessFacts());
    if (!content)
        return tl::unexpected(content.error());
    OpenLikenessJudge result{PictureJudge(content->weights, likenessJudgeOptions()), std::move(content->readable)};
    if (auto fits = content->weights.check("a likeness judge"); !fits)
        return tl::unexpected(fits.error());
    return result;
}

} // namespace likeness::training
