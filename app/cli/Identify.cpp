// identify: every face of a photo, as numbers and as the pictures that the identity encoders get.
#include "app/cli/Commands.h"
#include "app/cli/Values.h"
#include "app/common/ResourcePaths.h"
#include "core/base/AtomicFile.h"
#include "core/generation/FaceReader.h"
#include "core/generation/SaveIdentity.h"
#include "core/images/Encode.h"
#include "core/sets/StagedFolder.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace likeness::cli {

namespace {

struct IdentifyOptions {
    std::filesystem::path photo, json, out;
    generation::IdentityToSave save; // its photo and face are those above
    int face = 1;                    // to save; counted from 1, largest first
};

std::string jsonText(const std::vector<faces::Face>& found)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const faces::Face& face : found) {
        nlohmann::ordered_json one;
        one["box"] = {face.box.x, face.box.y, face.box.width, face.box.height};
        one["confidence"] = face.confidence;
        one["detector"] = face.detector;
        for (const faces::Point& point : face.landmarks)
            one["landmarks"].push_back({point.x, point.y});
        for (const faces::Point& point : face.points5)
            one["points5"].push_back({point.x, point.y});
        list.push_back(std::move(one));
    }
    return nlohmann::ordered_json{{"faces", std::move(list)}}.dump() + "\n";
}

base::Result<void> writeCrop(sets::StagedFolder& folder, size_t number, const std::string& what,
                             const images::Image& picture)
{
    const auto png = images::encodePng(picture);
    if (!png)
        return tl::unexpected(png.error());
    return folder.write(fmt::format("face_{}_{}.png", number, what), *png);
}

// Aligned for the eyes, for ArcFace, and as the EVA encoder sees it.
base::Result<void> writeCrops(sets::StagedFolder& folder, const std::vector<faces::FaceCrop>& crops)
{
    for (size_t i = 0; i < crops.size(); ++i)
        for (const auto& [what, picture] : {std::pair("aligned", &crops[i].aligned512),
                                            {"arcface", &crops[i].aligned112},
                                            {"encoder", &crops[i].encoderView}})
            if (auto written = writeCrop(folder, i + 1, what, *picture); !written)
                return written;
    return {};
}

void printFaces(const std::vector<faces::Face>& found)
{
    for (size_t i = 0; i < found.size(); ++i) {
        const faces::Box& box = found[i].box;
        fmt::print("face {}: {:.0f} x {:.0f} pixels at ({:.0f}, {:.0f}), confidence {:.2f}, found by {}\n",
                   i + 1, box.width, box.height, box.x, box.y, found[i].confidence,
                   found[i].detector);
    }
}

// The identity file, if one is wanted.
base::Result<void> saveIdentity(const IdentifyOptions& options, std::stop_token stop)
{
    if (options.save.file.empty())
        return {};
    generation::IdentityToSave what = options.save;
    what.photo = options.photo;
    what.faceIndex = options.face - 1;
    return generation::saveIdentity(what, app::resourcePaths().studioOptions(), stop);
}

base::Result<void> identify(const IdentifyOptions& options, std::stop_token stop)
{
    const app::ResourcePaths paths = app::resourcePaths();
    generation::FaceReader reader(paths.landmarks, paths.faceModels);
    const auto seen = reader.read(options.photo, stop);
    for (const std::string& problem : reader.problems())
        fmt::print(stderr, "{}\n", problem);
    if (!seen)
        return tl::unexpected(seen.error());
    const std::vector<faces::Face>& found = (*seen)->faces;

    std::optional<sets::StagedFolder> crops; // appear only when the JSON file could be written, too
    if (!options.out.empty()) {
        auto folder = sets::StagedFolder::open(options.out);
        if (!folder)
            return tl::unexpected(folder.error());
        crops.emplace(std::move(*folder));
        if (auto written = writeCrops(*crops, (*seen)->crops); !written)
            return written;
    }
    if (options.json.empty()) {
        fmt::print("{}", jsonText(found));
    } else {
        if (auto written = base::writeFileAtomically(options.json, jsonText(found)); !written)
            return written;
        printFaces(found);
    }
    if (crops)
        if (const auto published = crops->publish(); !published)
            return tl::unexpected(published.error());
    return saveIdentity(options, stop);
}

void declareSave(CLI::App& command, IdentifyOptions& options)
{
    constexpr const char* group = "Identity file";
    command
        .add_option("--save", options.save.file,
                    "Save the identity (NAME.likeness-id), to use it wherever a photo may be used")
        ->type_name("FILE")
        ->group(group);
    addWhole(command, "--face", options.face, 1, 1000,
             "Which face to save, counted from the largest (default: 1)")
        ->group(group);
    command.add_option("--name", options.save.name, "Who it is (default: the photo's name)")
        ->type_name("T")
        ->group(group);
    command
        .add_option("--model", options.save.model,
                    "Model whose face encoders read the photo; without it the starter model")
        ->type_name("DIR|FILE")
        ->group(group);
    command
        .add_option("--adapter", options.save.adapter,
                    "PuLID adapter with its face encoders beside it")
        ->type_name("FILE")
        ->group(group);
}

} // namespace

Command addIdentify(CLI::App& program)
{
    CLI::App* command = program.add_subcommand(
        "identify",
        "Find every face in a photo: boxes, 68 landmarks, 5 points as JSON, and the aligned crops");
    auto options = std::make_shared<IdentifyOptions>();
    command->add_option("PHOTO", options->photo, "JPEG, PNG, WebP, TIFF, BMP or GIF")
        ->required()
        ->type_name("");
    command
        ->add_option("--json", options->json,
                     "File for the faces, largest first (default: standard output)")
        ->type_name("FILE");
    command
        ->add_option(
            "--out", options->out,
            "Folder for the crops: face_1_aligned.png (512 x 512), face_1_arcface.png (112 x 112), "
            "face_1_encoder.png (what the identity encoder sees), …")
        ->type_name("DIR");
    declareSave(*command, *options);
    return {command, [options](std::stop_token stop) { return identify(*options, stop); }};
}

} // namespace likeness::cli
