#include "core/identity/IdentityFile.h"

#include "core/base/AtomicFile.h"
#include "core/identity/FaceEncoders.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"
#include "tests/core/weights/TemporaryFile.h"

#include <gmock/gmock.h>

namespace likeness::identity {
namespace {

using likeness::testing::referenceFile;
using likeness::testing::TemporaryFile;
using ::testing::HasSubstr;

// As the reference's tiny encoders make it, without reading a photo.
IdentityFile someFile(const ArcFace& arcFace, const EvaClip& eva)
{
    IdentityFile file;
    file.name = "Ada";
    file.photoSha256 = std::string(64, 'a');
    file.segmentation = "GrabCut";
    file.recogniser = arcFace.fingerprint;
    file.tower = eva.fingerprint;
    const int64_t tokens = eva.options.side() * eva.options.side() + 1;
    file.features = {
        at::randn({1, arcFace.options.embedding}), at::randn({1, eva.options.embedding}), {}};
    for (int i = 0; i < 5; ++i)
        file.features.hidden.push_back(at::randn({1, tokens, eva.options.width}));
    file.aligned112 = images::Image(112, 112);
    file.aligned112.pixel(3, 4)[1] = 200;
    return file;
}

class IdentityFileTest : public ::testing::Test {
protected:
    void SetUp() override
    {
        if (!std::filesystem::exists(referenceFile("tiny-eva02-clip.pt")))
            GTEST_SKIP() << "not in this reference set: tiny-eva02-clip.pt";
        encoders.emplace(*openFaceEncoders(referenceFile("tiny-arcface.onnx"),
                                           referenceFile("tiny-eva02-clip.pt")));
        written = someFile(encoders->arcFace, encoders->eva);
    }

    std::string complaint() const
    {
        const auto read = readIdentityFile(place.path());
        return read ? "" : read.error().message;
    }

    TemporaryFile place{""};
    std::optional<FaceEncoders> encoders;
    IdentityFile written;
};

TEST_F(IdentityFileTest, KeepsEveryBit)
{
    ASSERT_TRUE(writeIdentityFile(place.path(), written));
    EXPECT_TRUE(looksLikeIdentityFile(place.path()));
    const auto read = readIdentityFile(place.path());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->name, "Ada");
    EXPECT_EQ(read->photoSha256, written.photoSha256);
    EXPECT_EQ(read->segmentation, "GrabCut");
    EXPECT_EQ(read->aligned112, written.aligned112);
    const auto features = featuresFor(*read, place.path(), encoders->arcFace, encoders->eva);
    ASSERT_TRUE(features) << features.error().message;
    EXPECT_TRUE(at::equal(features->condition(), written.features.condition()));
    for (size_t i = 0; i < 5; ++i)
        EXPECT_TRUE(at::equal(features->hidden[i], written.features.hidden[i]));
}

TEST_F(IdentityFileTest, OtherEncodersAreRefusedInOneSentence)
{
    IdentityFile other = written;
    other.tower = std::string(64, '0');
    for (const auto& file : {other, [&] {
                                 IdentityFile misshaped = written;
                                 misshaped.features.eva = at::zeros({1, 7});
                                 return misshaped;
                             }()}) {
        const auto features =
            featuresFor(file, "ada.likeness-id", encoders->arcFace, encoders->eva);
        ASSERT_FALSE(features);
        EXPECT_EQ(features.error().code, base::ErrorCode::invalidInput);
        EXPECT_THAT(features.error().message,
                    HasSubstr("'ada.likeness-id' was made with other face encoders"));
    }
}

TEST_F(IdentityFileTest, DamagedFilesAreNamed)
{
    const auto writeChanged = [&](auto change) {
        ASSERT_TRUE(writeIdentityFile(place.path(), written));
        auto file = *weights::readSafetensors(place.path());
        for (auto& [name, tensor] : file.tensors)
            tensor = tensor.clone();
        change(file);
        ASSERT_TRUE(weights::writeSafetensors(place.path(), file.tensors, file.metadata));
    };
    writeChanged([](auto& file) { file.tensors.erase("hidden_3"); });
    EXPECT_THAT(complaint(), HasSubstr("damaged identity file"));
    writeChanged([](auto& file) { file.tensors["hidden_3"] = at::zeros({1, 2, 3}); });
    EXPECT_THAT(complaint(), HasSubstr("damaged identity file"));
    writeChanged([](auto& file) { file.tensors["face"][0][3] = NAN; });
    EXPECT_THAT(complaint(), HasSubstr("damaged identity file"));
    writeChanged([](auto& file) { file.tensors["eva"] = file.tensors["eva"].to(at::kHalf); });
    EXPECT_THAT(complaint(), HasSubstr("damaged identity file"));
    writeChanged([](auto& file) { file.tensors["aligned_112"] = at::zeros({1, 1, 3}, at::kByte); });
    EXPECT_THAT(complaint(), HasSubstr("damaged identity file"));
    writeChanged([](auto& file) { file.metadata["version"] = "2"; });
    EXPECT_THAT(complaint(), HasSubstr("another version"));
    writeChanged([](auto& file) { file.metadata.erase("format"); });
    EXPECT_THAT(complaint(), HasSubstr("neither a photo nor an identity file"));

    // Cut anywhere, it is an error, never a crash.
    ASSERT_TRUE(writeIdentityFile(place.path(), written));
    const std::string whole = *base::readFile(place.path());
    for (size_t length = 0; length < whole.size(); length += 1 + whole.size() / 40) {
        ASSERT_TRUE(
            base::writeFileAtomically(place.path(), std::string_view(whole).substr(0, length)));
        EXPECT_NE(complaint(), "") << length;
    }
}

TEST(IdentityFiles, PhotosAreNone)
{
    EXPECT_FALSE(looksLikeIdentityFile("/no/such/file"));
    const TemporaryFile jpeg(std::string("\xff\xd8\xff\xe0\0\x10JFIF", 10));
    EXPECT_FALSE(looksLikeIdentityFile(jpeg.path()));
}

} // namespace
} // namespace likeness::identity
