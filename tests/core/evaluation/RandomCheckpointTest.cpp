// Random checkpoints are what the loaders take for the real thing.
#include "core/evaluation/RandomCheckpoint.h"

#include "core/evaluation/OriginalLayout.h"
#include "core/evaluation/RandomTensors.h"
#include "core/identity/FaceEncoders.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/SingleFile.h"

#include "tests/core/testing/Reference.h"

#include <c10/core/InferenceMode.h>
#include <unistd.h>

namespace likeness::evaluation {
namespace {

namespace fs = std::filesystem;
using weights::TensorDescription;
using weights::TensorMap;

class TemporaryFolder {
public:
    TemporaryFolder() : m_path(fs::temp_directory_path() / ("likeness_evaluation_" + std::to_string(::getpid())))
    {
        fs::create_directories(m_path);
    }
    ~TemporaryFolder() { fs::remove_all(m_path); }
    const fs::path& path() const { return m_path; }

private:
    fs::path m_path;
};

TEST(RandomTensors, DependOnSeedAndNameAlone)
{
    const TensorDescription one{"a.to_q.weight", at::kHalf, {64, 32}}, other{"a.to_k.weight", at::kHalf, {64, 32}};
    EXPECT_TRUE(at::equal(randomTensor(one, 1), randomTensor(one, 1)));
    EXPECT_FALSE(at::equal(randomTensor(one, 1), randomTensor(one, 2)));
    EXPECT_FALSE(at::equal(randomTensor(one, 1), randomTensor(other, 1)));
    EXPECT_NEAR(randomTensor(one, 1).to(at::kFloat).std().item<double>(), 1 / std::sqrt(32.0), 0.01);
    EXPECT_TRUE(at::equal(randomTensor({"norm1.weight", at::kHalf, {8}}, 1), at::ones({8}, at::kHalf)));
    EXPECT_TRUE(at::equal(randomTensor({"norm1.bias", at::kHalf, {8}}, 1), at::zeros({8}, at::kHalf)));
}

TEST(RandomCheckpoint, RecogniserIsAnOnnxFileOfFullSize)
{
    const TemporaryFolder folder;
    const auto made = makeRandomCheckpoint({RandomKind::arcFace, folder.path(), {}, 3}, {}, {});
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(*weights::containerOf(*made), weights::TensorContainer::onnx);
    const auto arcFace = identity::openArcFace(*made);
    ASSERT_TRUE(arcFace) << arcFace.error().message << arcFace.error().context;
    EXPECT_EQ(arcFace->options, identity::ArcFaceOptions());
    const c10::InferenceMode inference;
    const at::Tensor face = arcFace->forward(at::rand({1, 3, 112, 112}) * 2 - 1);
    EXPECT_TRUE(at::isfinite(face).all().item<bool>());
    EXPECT_GT(face.std().item<double>(), 0);
}

TEST(RandomCheckpoint, SaysHowFarItIsAndStops)
{
    const TemporaryFolder folder;
    std::stop_source stop;
    int told = 0;
    const auto made = makeRandomCheckpoint(
        {RandomKind::eva, folder.path(), {}, 3},
        [&](const base::Progress& progress) {
            ++told;
            EXPECT_LE(progress.done, 1);
            stop.request_stop();
        },
        stop.get_token());
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, base::ErrorCode::cancelled);
    EXPECT_EQ(told, 1);
    EXPECT_TRUE(fs::is_empty(folder.path())) << "nothing half-written";
}

TEST(OriginalLayout, IsTheWayBackOfTheSingleFile)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/unet/config.json");
    const TemporaryFolder folder;
    std::map<std::string, TensorMap> parts;
    for (const auto& [part, stem] : {std::pair("unet", "diffusion_pytorch_model"), {"vae", "diffusion_pytorch_model"},
                                     {"text_encoder", "model"}, {"text_encoder_2", "model"}})
        parts[part] =
            weights::readModelFolder(testing::referenceFile(std::string("tiny-sdxl/") + part), stem)->tensors;
    SdxlTensors lists;
    const std::map<const std::vector<TensorDescription>*, std::string> partOf = {
        {&lists.unet, "unet"}, {&lists.vae, "vae"}, {&lists.text, "text_encoder"}, {&lists.text_2, "text_encoder_2"}};
    for (auto* list : {&lists.unet, &lists.vae, &lists.text, &lists.text_2})
        for (const auto& [name, tensor] : parts[partOf.at(list)])
            if (!name.ends_with("position_ids")) // real files may lack them
                list->push_back({name, tensor.scalar_type(), tensor.sizes().vec()});
    const fs::path file = folder.path() / "single.safetensors";
    const auto written = writeInOriginalLayout(
        file, lists, [&](const auto& list, const TensorDescription& one) -> base::Result<at::Tensor> {
            return parts.at(partOf.at(&list)).at(one.name);
        });
    ASSERT_TRUE(written) << written.error().message;
    const weights::SingleFileParts read = weights::splitSingleFile(*weights::readTensorFile(file));
    EXPECT_TRUE(read.unexpected.empty());
    const std::pair<const std::vector<TensorDescription>*, const TensorMap*> wanted[] = {
        {&lists.unet, &read.unet.tensors}, {&lists.vae, &read.vae.tensors},
        {&lists.text, &read.textEncoder.tensors}, {&lists.text_2, &read.textEncoder2.tensors}};
    for (const auto& [list, tensors] : wanted) {
        EXPECT_EQ(tensors->size(), list->size());
        for (const auto& one : *list) { // the VAE's attention became convolutions
            ASSERT_TRUE(tensors->contains(one.name)) << one.name;
            EXPECT_TRUE(at::equal(tensors->at(one.name).flatten(), parts[partOf.at(list)].at(one.name).flatten()))
                << one.name;
        }
    }
}

} // namespace
} // namespace likeness::evaluation
