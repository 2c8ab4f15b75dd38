#include "core/sets/ImageSet.h"

#include "core/base/AtomicFile.h"
#include "core/base/Sha256.h"
#include "core/generation/RequestJson.h"
#include "core/images/Resize.h"
#include "core/sets/PictureSettings.h"
#include "core/sets/StagedFolder.h"

#include <nlohmann/json.hpp>

namespace likeness::sets {

using base::ErrorCode;
using nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

constexpr int pairGap = 8; // pixels

// Writes files into the staged folder and notes them for the manifest.
class SetWriter {
public:
    explicit SetWriter(StagedFolder& folder) : m_folder(folder) {}

    base::Result<void> picture(const std::string& name, const images::Image& image,
                               std::span<const images::PngText> texts = {})
    {
        if (image.isEmpty())
            return {};
        const auto png = images::encodePng(image, texts);
        if (!png)
            return tl::unexpected(png.error());
        m_files.push_back({{"name", name}, {"sha256", base::sha256(*png)}});
        return m_folder.write(name, *png);
    }

    ordered_json takeFiles() { return std::move(m_files); }

private:
    StagedFolder& m_folder;
    ordered_json m_files = ordered_json::array();
};

ordered_json numberOrNull(const std::optional<double>& number)
{
    return number ? ordered_json(*number) : ordered_json(nullptr);
}

std::string manifest(const generation::PortraitResult& result, ordered_json files)
{
    ordered_json request = ordered_json::parse(generation::toJson(result.request));
    request["expanded_prompt"] = result.expandedPrompt;
    request["expanded_negative_prompt"] = result.expandedNegative;
    ordered_json scores = {{"likeness", numberOrNull(result.scores.likeness)},
                           {"purity", numberOrNull(result.scores.purity)}};
    if (result.scores.likenessToSecond)
        scores["likeness_to_second"] = *result.scores.likenessToSecond;
    if (result.scores.distance)
        scores["distance"] = *result.scores.distance;
    const ordered_json object = {{"version", LIKENESS_VERSION},
                                 {"request", std::move(request)},
                                 {"scores", std::move(scores)},
                                 {"notes", result.notes},
                                 {"files", std::move(files)}};
    return object.dump(2, ' ', false, ordered_json::error_handler_t::replace) + '\n';
}

std::string stepName(int step, const char* which)
{
    const std::string number = std::to_string(step);
    return "steps/" + (number.size() < 2 ? "0" + number : number) + '_' + which + ".png";
}

base::Result<void> writePictures(SetWriter& writer, const generation::PortraitResult& result,
                                 std::span<const generation::StepPreview> steps)
{
    const auto off = pictureTexts(result, Identity::off);
    const auto on = pictureTexts(result, Identity::on);
    base::Result<void> written = writer.picture("id_off.png", result.off, off);
    if (written)
        written = writer.picture("id_on.png", result.on, on);
    if (written && !result.off.isEmpty() && !result.on.isEmpty())
        written =
            writer.picture("pair.png", images::besideEachOther(result.off, result.on, pairGap), on);
    for (const generation::StepPreview& step : steps) {
        if (written)
            written = writer.picture(stepName(step.step, "off"), step.off);
        if (written)
            written = writer.picture(stepName(step.step, "on"), step.on);
    }
    for (const generation::AttentionMap& map : result.attentionMaps)
        if (written)
            written = writer.picture(stepName(map.step, ("attention_" + map.block).c_str()),
                                     map.values);
    return written;
}

tl::unexpected<base::Error> hasNoSettings(const fs::path& file)
{
    return base::fail(ErrorCode::wrongFormat,
                      "'" + file.string() +
                          "' holds no settings of Likeness. Choose a manifest.json or a "
                          "picture that was made here.");
}

} // namespace

base::Result<std::vector<fs::path>> exportSet(const generation::PortraitResult& result,
                                              const fs::path& folder,
                                              std::span<const generation::StepPreview> steps)
{
    if (result.off.isEmpty() && result.on.isEmpty())
        return base::fail(ErrorCode::invalidInput, "There is no picture to export yet.");
    auto staged = StagedFolder::open(folder);
    if (!staged)
        return tl::unexpected(staged.error());
    SetWriter writer(*staged);
    if (auto written = writePictures(writer, result, steps); !written)
        return tl::unexpected(written.error());
    const std::string text = manifest(result, writer.takeFiles());
    if (auto written = staged->write("manifest.json", std::as_bytes(std::span(text))); !written)
        return tl::unexpected(written.error());
    return staged->publish();
}

base::Result<generation::PortraitRequest> readRequest(const fs::path& file)
{
    if (const auto texts = images::readPngText(file)) {
        for (const images::PngText& text : *texts)
            if (text.key == "likeness")
                return generation::requestFromJson(text.text);
        return hasNoSettings(file);
    }
    const auto content = base::readFile(file, 4 << 20);
    if (!content)
        return tl::unexpected(content.error());
    const auto object = nlohmann::json::parse(*content, nullptr, false);
    if (!object.is_object() || !object.contains("request"))
        return hasNoSettings(file);
    return generation::requestFromJson(object["request"].dump());
}

} // namespace likeness::sets
