#include "core/generation/ModelDefaults.h"

#include "core/base/AtomicFile.h"
#include "core/diffusion/ConfigReader.h"
#include "core/diffusion/Unet.h"

#include <algorithm>

namespace likeness::generation {

using base::ErrorCode;
using diffusion::ConfigReader;
namespace fs = std::filesystem;

namespace {

// Distilled models paint in few steps and without guidance (SDXL-Lightning, arXiv 2402.13929).
constexpr int lightningSteps = 4;
constexpr double lightningGuidance = 1;

// The object or list below a field, as text for a reader of its own; empty if absent.
std::string below(const nlohmann::json& object, const char* field)
{
    const auto found = object.find(field);
    return found == object.end() || found->is_null() ? "" : found->dump();
}

base::Result<void> readIdentity(const std::string& json, const std::string& name,
                                const fs::path& folder, IdentityFiles& identity)
{
    ConfigReader config(json, name);
    const auto file = [&](const char* field) {
        const std::string relative = config.word(field, "");
        return relative.empty() ? fs::path() : folder / relative;
    };
    identity.adapter = file("adapter");
    identity.arcFace = file("arcface");
    identity.eva = file("eva");
    if (const int64_t zeros = config.integer("num_zero", -1, 0, 1000); zeros >= 0)
        identity.zeroTokens = static_cast<int>(zeros);
    identity.ortho = config.word("ortho", "");
    if (!identity.ortho.empty() && identity.ortho != "none" && identity.ortho != "v1" &&
        identity.ortho != "v2")
        config.refuse("ortho", "it must be \"none\", \"v1\" or \"v2\"");
    return config.result();
}

base::Result<void> readPreview(const nlohmann::json& rows, const std::string& name,
                               std::vector<std::array<double, 3>>& preview)
{
    for (const auto& row : rows) {
        const bool fits =
            row.is_array() && row.size() == 3 &&
            std::ranges::all_of(row, [](const auto& number) { return number.is_number(); });
        if (!fits)
            return base::fail(ErrorCode::wrongFormat,
                              "The file '" + name +
                                  "' has a \"preview\" that is not a list of [red, green, blue].");
        preview.push_back({row[0].template get<double>(), row[1].template get<double>(),
                           row[2].template get<double>()});
    }
    return {};
}

base::Result<void> readLikenessJson(const fs::path& file, ModelDefaults& defaults)
{
    const auto text = base::readFile(file, 4 << 20);
    if (!text)
        return tl::unexpected(text.error());
    ConfigReader config(*text, file.string());
    defaults.width = static_cast<int>(config.integer("width", defaults.width, 8, 8192));
    defaults.height = static_cast<int>(config.integer("height", defaults.height, 8, 8192));
    defaults.steps = static_cast<int>(config.integer("steps", defaults.steps, 1, 150));
    defaults.guidance = config.number("guidance", defaults.guidance);
    defaults.sampler = config.word("sampler", defaults.sampler);
    defaults.strength = config.number("strength", defaults.strength);
    const std::string lightning = config.word("lightning", "");
    if (auto read = config.result(); !read)
        return read;
    std::error_code ignored;
    if (const fs::path own = file.parent_path() / lightning; !lightning.empty() && fs::exists(own, ignored))
        defaults.lightning = own; // a model may have been copied without it
    const auto object =
        nlohmann::json::parse(*text, nullptr, false); // an object: the reader has accepted it
    if (const std::string identity = below(object, "identity"); !identity.empty())
        if (auto read =
                readIdentity(identity, file.string(), file.parent_path(), defaults.identity);
            !read)
            return read;
    if (const auto found = object.find("preview"); found != object.end() && found->is_array())
        return readPreview(*found, file.string(), defaults.preview);
    return {};
}

std::string lowerCase(std::string text)
{
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return text;
}

} // namespace

base::Result<ModelDefaults> readModelDefaults(const fs::path& model, const std::string& lightning)
{
    std::error_code ignored;
    if (!fs::exists(model, ignored))
        return base::fail(ErrorCode::notFound,
                          "There is no model '" + model.string() +
                              "'. Choose a model folder or a checkpoint file.");
    ModelDefaults defaults;
    if (fs::is_directory(model, ignored)) {
        if (const fs::path config = model / "unet" / "config.json"; fs::exists(config, ignored)) {
            const auto options = diffusion::UnetOptions::read(config);
            if (!options)
                return tl::unexpected(options.error());
            defaults.width = defaults.height =
                static_cast<int>(std::clamp<int64_t>(options->sample_size * 8, 64, 4096));
        }
        if (const fs::path file = model / "likeness.json"; fs::exists(file, ignored))
            if (auto read = readLikenessJson(file, defaults); !read)
                return tl::unexpected(read.error());
    }
    if (!lightning.empty()) {
        defaults.steps = lightningSteps;
        defaults.guidance = lightningGuidance;
    }
    return defaults;
}

PortraitRequest filledIn(PortraitRequest request, const ModelDefaults& defaults)
{
    const bool isQuick = request.steps == 0 && request.guidance <= lightningGuidance;
    if (isQuick && request.lightning.empty() && !defaults.lightning.empty()) {
        request.lightning = ownLightning;
        request.steps = lightningSteps;
        request.guidance = lightningGuidance;
    }
    if (request.width == 0)
        request.width = defaults.width;
    if (request.height == 0)
        request.height = defaults.height;
    if (request.steps == 0)
        request.steps = defaults.steps;
    if (request.guidance < 0)
        request.guidance = defaults.guidance;
    if (request.sampler.empty())
        request.sampler = defaults.sampler;
    return request;
}

IdentityFiles findIdentityFiles(const std::string& adapter, const IdentityFiles& ofModel)
{
    IdentityFiles files = ofModel;
    if (adapter.empty())
        return files;
    const bool own = !ofModel.adapter.empty() &&
                     fs::path(adapter).lexically_normal() == ofModel.adapter.lexically_normal();
    if (own)
        return files;
    files = {adapter, {}, {}, std::nullopt, ""};
    std::error_code ignored;
    std::vector<fs::path> neighbours;
    for (const auto& entry : fs::directory_iterator(fs::path(adapter).parent_path() / ".", ignored))
        if (entry.is_regular_file(ignored))
            neighbours.push_back(entry.path());
    std::ranges::sort(neighbours);
    for (const fs::path& path : neighbours) {
        const std::string name = lowerCase(path.filename().string());
        if (name.find("arcface") != std::string::npos ||
            name.find("glintr100") != std::string::npos)
            files.arcFace = path;
        else if (name.starts_with("eva") || name.find("eva02") != std::string::npos)
            files.eva = path;
    }
    // The model's own face encoders serve another adapter of the same make.
    if (files.arcFace.empty())
        files.arcFace = ofModel.arcFace;
    if (files.eva.empty())
        files.eva = ofModel.eva;
    return files;
}

} // namespace likeness::generation
