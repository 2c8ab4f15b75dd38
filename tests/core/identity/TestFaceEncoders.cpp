#include "core/identity/FaceEncoders.h"

#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <filesystem>

#include <unistd.h>

namespace likeness::identity {
namespace {

using likeness::testing::referenceFile;
using weights::Weights;

// A folder of this test's own, gone with it.
struct Folder {
    std::filesystem::path path = std::filesystem::temp_directory_path() /
                                 ("likeness-identity-" + std::to_string(::getpid()));
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

TEST(FaceEncoders, thePublicLayoutsOpen)
{
    LIKENESS_NEEDS_REFERENCE("tiny-arcface.onnx");
    LIKENESS_NEEDS_REFERENCE("tiny-eva02-clip.pt");
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.bin");
    const auto encoders =
        openFaceEncoders(referenceFile("tiny-arcface.onnx"), referenceFile("tiny-eva02-clip.pt"));
    ASSERT_TRUE(encoders) << encoders.error().message;
    EXPECT_EQ(encoders->arcFace.options.embedding, 512);
    const auto v1 = openAdapter(referenceFile("tiny-pulid_v1.bin"), {}, {});
    ASSERT_TRUE(v1) << v1.error().message;
    EXPECT_EQ(v1->version, AdapterVersion::v1);
    EXPECT_TRUE(checkFits(*v1, encoders->arcFace.options, encoders->eva.options));
}

TEST(FaceEncoders, ourOwnFilesOpen)
{
    const Folder folder;
    const auto values = [](const std::string&, at::IntArrayRef shape) { return at::rand(shape); };
    const Weights recogniser = Weights::fresh(values);
    const Weights tower = Weights::fresh(values);
    const ArcFaceOptions arcFace{112, 8, {{8, 1}, {16, 1}}, 64};
    const EvaClipOptions eva{64, 6, 40, 14, 28, 16};
    ArcFace(recogniser, arcFace);
    EvaClip(tower, eva);
    ASSERT_TRUE(weights::writeSafetensors(folder.path / "face.safetensors", recogniser.taken()));
    ASSERT_TRUE(weights::writeSafetensors(folder.path / "eva.safetensors", tower.taken()));
    const auto opened =
        openFaceEncoders(folder.path / "face.safetensors", folder.path / "eva.safetensors");
    ASSERT_TRUE(opened) << opened.error().message;
    EXPECT_EQ(opened->arcFace.options, arcFace);
    EXPECT_EQ(opened->eva.options, eva);
}

TEST(FaceEncoders, aWrongFileIsOneSentenceWithItsName)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    LIKENESS_NEEDS_REFERENCE("tiny-eva02-clip.pt");
    const auto swapped = openArcFace(referenceFile("tiny-eva02-clip.pt"));
    ASSERT_FALSE(swapped);
    EXPECT_EQ(swapped.error().code, base::ErrorCode::wrongFormat);
    EXPECT_NE(swapped.error().message.find("tiny-eva02-clip.pt"), std::string::npos)
        << swapped.error().message;
    for (const auto& result :
         {openEvaClip(referenceFile("tiny-scrfd.onnx")).map([](auto&&) {}),
          openAdapter(referenceFile("tiny-eva02-clip.pt"), {}, {}).map([](auto&&) {})}) {
        ASSERT_FALSE(result);
        EXPECT_EQ(result.error().code, base::ErrorCode::wrongFormat) << result.error().message;
        EXPECT_NE(result.error().message.find("'"), std::string::npos);
    }
    const auto missing = openEvaClip(referenceFile("no-such-file.pt"));
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().code, base::ErrorCode::notFound);
}

TEST(FaceEncoders, aTowerOfAnUnknownSizeIsRefused)
{
    const Folder folder;
    const Weights tower =
        Weights::fresh([](const std::string&, at::IntArrayRef shape) { return at::rand(shape); });
    EvaClip(tower, EvaClipOptions{96, 3, 40, 14, 28, 16});
    ASSERT_TRUE(weights::writeSafetensors(folder.path / "eva.safetensors", tower.taken()));
    const auto opened = openEvaClip(folder.path / "eva.safetensors");
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("3 blocks of width 96"), std::string::npos)
        << opened.error().message;
}

} // namespace
} // namespace likeness::identity
