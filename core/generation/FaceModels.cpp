#include "core/generation/FaceModels.h"

#include "core/faces/DlibFile.h"
#include "core/faces/MmodDetector.h"
#include "core/identity/BiSeNet.h"
#include "core/identity/Scrfd.h"
#include "core/identity/YuNet.h"
#include "core/weights/ReadTensors.h"

#include <algorithm>

namespace likeness::generation {

namespace fs = std::filesystem;

namespace {

// The largest of these models has 53 MB; a checkpoint beside them is not even opened.
constexpr std::uintmax_t largest_bytes = 128 << 20;

std::vector<fs::path> candidates(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        std::error_code ignored;
        if (it->is_regular_file(ignored) && it->file_size(ignored) <= largest_bytes)
            files.push_back(it->path());
    }
    std::ranges::sort(files);
    return files;
}

// `dlibs`: the detector, used if there is no other.
void takeDlibs(const fs::path& file, faces::DlibNetwork network, FaceModels& models,
               std::shared_ptr<const faces::ExtraDetector>& dlibs)
{
    const auto take = [&](auto opened, auto& place) {
        if (opened)
            place = std::move(*opened);
        else
            models.problems.push_back(opened.error().message);
    };
    if (network == faces::DlibNetwork::faceDetector)
        take(faces::openMmodDetector(file), dlibs);
    else
        take(faces::FaceDescriber::open(file), models.describer);
}

void takeNetwork(const fs::path& file, FaceModels& models)
{
    auto graph = weights::readOnnx(file);
    if (!graph) {
        models.problems.push_back(graph.error().message);
        return;
    }
    if (graph->outputs.size() != 9 && graph->outputs.size() != 12)
        return; // a recogniser, say
    auto network = identity::OnnxNetwork::from(std::move(*graph));
    if (!network)
        models.problems.push_back(network.error().message);
    else if (identity::isScrfd(*network))
        models.detector = identity::scrfdDetector(std::move(*network));
    else if (identity::isYuNet(*network) && !models.detector)
        models.detector = identity::yuNetDetector(std::move(*network));
}

void takeParser(const fs::path& file, FaceModels& models)
{
    const auto tensors = weights::readTensorFile(file);
    if (!tensors) {
        models.problems.push_back(tensors.error().message);
        return;
    }
    if (!tensors->tensors.contains("cp.resnet.conv1.weight"))
        return;
    auto model = identity::openBiSeNet(file);
    if (!model)
        models.problems.push_back(model.error().message);
    else if (model->options.classes != identity::BiSeNetOptions().classes)
        models.problems.push_back("'" + file.string() + "' is a parser of " +
                                  std::to_string(model->options.classes) +
                                  " classes, not of a face's 19. Choose parsing_bisenet.pth.");
    else
        models.parser = identity::faceParser(std::move(*model));
}

} // namespace

FaceModels openFaceModels(const fs::path& folder)
{
    FaceModels models;
    if (folder.empty())
        return models;
    std::shared_ptr<const faces::ExtraDetector> dlibs;
    for (const fs::path& file : candidates(folder)) {
        if (const auto network = faces::dlibNetworkIn(file)) {
            takeDlibs(file, *network, models, dlibs);
            continue;
        }
        const auto container = weights::containerOf(file);
        if (!container)
            continue;
        if (*container == weights::TensorContainer::onnx)
            takeNetwork(file, models);
        else
            takeParser(file, models);
    }
    if (!models.detector)
        models.detector = std::move(dlibs);
    return models;
}

} // namespace likeness::generation
