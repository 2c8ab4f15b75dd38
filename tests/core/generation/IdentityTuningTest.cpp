// Identity tuning through the studio, with the tiny reference models.
#include "core/generation/CheckpointReport.h"
#include "core/generation/FaceModels.h"
#include "core/generation/FaceReader.h"
#include "core/generation/Studio.h"

#include "core/faces/FaceCropper.h"
#include "core/faces/FaceFinder.h"
#include "core/identity/FaceEncoders.h"
#include "core/identity/IdentityFile.h"
#include "core/images/Decode.h"
#include "core/images/Encode.h"
#include "tests/core/testing/DlibNets.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <fstream>
#include <future>

namespace likeness::generation {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::referenceFile;

fs::path sample(const std::string& name)
{
    return testing::testData("../../resources/samples/" + name);
}

fs::path landmarksFile()
{
    return "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";
}

using Outcome = base::Result<std::shared_ptr<const PortraitResult>>;

class IdentityTuningTest : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        if (fs::exists(referenceFile("tiny-sdxl/text_encoder/model.safetensors")) &&
            fs::exists(landmarksFile()))
            studio = std::make_unique<Studio>(
                StudioOptions{referenceFile("tiny-sdxl"),
                              testing::testData("../../resources/styles/styles.json"),
                              referenceFile("tiny-sdxl/tokenizer"), landmarksFile()},
                [](const JobEvent& event) {
                    if (const auto* done = std::get_if<Finished>(&event.event))
                        next.set_value(done->result);
                    if (const auto* failed = std::get_if<Failed>(&event.event))
                        next.set_value(tl::unexpected(failed->error));
                });
    }
    static void TearDownTestSuite() { studio.reset(); }
    void SetUp() override
    {
        if (!studio)
            GTEST_SKIP() << "needs the tiny reference models and dlib's landmarks";
        std::string pattern = (fs::temp_directory_path() / "likeness-tuning-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    void TearDown() override
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    static PortraitRequest request()
    {
        PortraitRequest request;
        request.kind = RequestKind::single;
        request.prompt = "portrait";
        request.width = request.height = 64;
        request.steps = 4;
        request.guidance = 3;
        request.seed = 7;
        request.references = {{sample("astronaut.jpg").string()}};
        request.adapter = referenceFile("tiny-pulid_v1.1.safetensors").string();
        return request;
    }
    template <typename Change> static PortraitRequest with(Change change)
    {
        PortraitRequest result = request();
        change(result);
        return result;
    }
    static Outcome outcome(const PortraitRequest& request)
    {
        next = {};
        auto future = next.get_future();
        studio->submit(request);
        return future.get();
    }
    static images::Image painted(const PortraitRequest& request)
    {
        const Outcome result = outcome(request);
        EXPECT_TRUE(result) << result.error().message;
        return result ? ((*result)->on.isEmpty() ? (*result)->off : (*result)->on)
                      : images::Image();
    }
    static images::Image base()
    {
        return painted(with([](auto& r) { r.references.clear(); }));
    }
    // The photo, upside down in colour: somebody else to the tiny encoders.
    std::string somebodyElse() const
    {
        auto picture = *images::decodeFile(sample("astronaut.jpg"));
        for (size_t i = 0; i + 2 < picture.rgb.size(); i += 3)
            std::swap(picture.rgb[i], picture.rgb[i + 2]);
        const fs::path file = folder / "other.png";
        EXPECT_TRUE(images::writePng(file, picture));
        return file.string();
    }

    static std::promise<Outcome> next;
    static std::unique_ptr<Studio> studio;
    fs::path folder;
};

std::promise<Outcome> IdentityTuningTest::next;
std::unique_ptr<Studio> IdentityTuningTest::studio;

TEST_F(IdentityTuningTest, StepsOutsideTheRangeAreTheBaseBitByBit)
{
    const auto whole = painted(request());
    const auto between = [](double start, double end) {
        return with([&](auto& r) {
            r.identity.start = start;
            r.identity.end = end;
        });
    };
    EXPECT_EQ(painted(between(0.8, 1)), base()) << "the last of four steps begins at 0.75";
    EXPECT_EQ(painted(between(0, 1)), whole);
    EXPECT_EQ(painted(between(0, 0.76)), whole) << "no step begins later";
    const auto late = painted(between(0.5, 1)), early = painted(between(0, 0.5));
    EXPECT_NE(late, base());
    EXPECT_NE(late, whole);
    EXPECT_NE(early, late);
    EXPECT_EQ(painted(between(0, 0.25)), painted(between(0, 0.01))) << "the end is outside";
}

TEST_F(IdentityTuningTest, BlockStrengthsScaleTheStrength)
{
    const auto blocks = [](std::vector<double> factors, double strength = 0.8) {
        return with([&](auto& r) {
            r.identity.blockStrengths = factors;
            r.strength = strength;
        });
    };
    const Outcome wrong = outcome(blocks({1}));
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message, HasSubstr("blocks with identity (down_blocks."));
    const size_t count =
        std::stoul(wrong.error().message.substr(std::string("This model has ").size()));
    EXPECT_EQ(painted(blocks(std::vector<double>(count, 0))), base());
    EXPECT_EQ(painted(blocks(std::vector<double>(count, 1))), painted(request()));
    EXPECT_EQ(painted(blocks(std::vector<double>(count, 0.5))), painted(blocks({}, 0.4)));
    std::vector<double> one(count, 0);
    one.back() = 1;
    EXPECT_NE(painted(blocks(one)), base());
    EXPECT_NE(painted(blocks(one)), painted(request()));
}

TEST_F(IdentityTuningTest, PresetsArePulidsModes)
{
    const auto tuned = [](const std::string& preset, std::optional<int> zeroTokens = {},
                          const std::string& ortho = "") {
        return painted(with([&](auto& r) {
            r.identity.preset = preset;
            r.identity.zeroTokens = zeroTokens;
            r.identity.ortho = ortho;
        }));
    };
    EXPECT_EQ(tuned("fidelity"), painted(request())) << "the version's own";
    EXPECT_EQ(tuned("", 20, "v2"), tuned("fidelity")) << "v1.1";
    EXPECT_EQ(tuned("", 16, "v1"), tuned("style"));
    EXPECT_EQ(tuned("", 0, "none"), tuned("neutral"));
    EXPECT_NE(tuned("style"), tuned("fidelity"));
    EXPECT_EQ(tuned("style", 3), tuned("", 3, "v1")) << "a number beside a preset wins";
}

TEST_F(IdentityTuningTest, MixesTwoPeople)
{
    const std::string ada = sample("astronaut.jpg").string(), other = somebodyElse();
    for (const char* adapter : {"tiny-pulid_v1.1.safetensors", "tiny-pulid_v1.bin"}) {
        const auto mixed = [&](double share, std::vector<Reference> references) {
            return painted(with([&](auto& r) {
                r.adapter = referenceFile(adapter).string();
                r.references = std::move(references);
                r.identity.mix = share;
            }));
        };
        const auto first = mixed(0, {{ada}}), second = mixed(0, {{other}});
        EXPECT_NE(first, second);
        EXPECT_EQ(mixed(0, {{ada}, {other, 0, 1}}), first) << adapter;
        EXPECT_EQ(mixed(1, {{ada}, {other, 0, 1}}), second) << adapter;
        const auto half = mixed(0.5, {{ada}, {other, 0, 1}});
        EXPECT_NE(half, first);
        EXPECT_NE(half, second);
        EXPECT_FALSE(mixed(0.5, {{ada}, {other}, {ada, 0, 1}}).isEmpty()) << "unequal numbers";
        EXPECT_NE(mixed(0, {{ada}, {other}}), first) << "two photos of one person";
    }
}

TEST_F(IdentityTuningTest, JoinedTokensAreV1s)
{
    const auto joined = [&](const char* adapter, bool join) {
        return *outcome(with([&](auto& r) {
            r.adapter = referenceFile(adapter).string();
            r.references.push_back({somebodyElse()});
            r.identity.joinTokens = join;
        }));
    };
    EXPECT_NE(joined("tiny-pulid_v1.bin", true)->on, joined("tiny-pulid_v1.bin", false)->on);
    const auto later = joined("tiny-pulid_v1.1.safetensors", true);
    EXPECT_EQ(later->on, joined("tiny-pulid_v1.1.safetensors", false)->on);
    EXPECT_THAT(later->notes, HasSubstr("joining their tokens has no effect"));
}

TEST_F(IdentityTuningTest, AnIdentityFileIsAsGoodAsItsPhoto)
{
    const auto photo = *images::decodeFile(sample("astronaut.jpg"));
    const auto found = *faces::FaceFinder::open(landmarksFile())->find(photo);
    const auto encoders = *identity::openFaceEncoders(referenceFile("tiny-arcface.onnx"),
                                                      referenceFile("tiny-eva02-clip.pt"));
    const auto crop = *faces::crop(photo, found.front());
    identity::IdentityFile file;
    file.segmentation = crop.segmentation;
    file.recogniser = encoders.arcFace.fingerprint;
    file.tower = encoders.eva.fingerprint;
    file.features = identity::readReference(encoders.arcFace, encoders.eva, crop);
    file.aligned112 = crop.aligned112;
    const fs::path path = folder / "ada.likeness-id";
    ASSERT_TRUE(identity::writeIdentityFile(path, file));
    for (const char* adapter : {"tiny-pulid_v1.1.safetensors", "tiny-pulid_v1.bin"}) {
        const auto from = [&](std::vector<Reference> references) {
            return painted(with([&](auto& r) {
                r.adapter = referenceFile(adapter).string();
                r.references = std::move(references);
            }));
        };
        const std::string ada = sample("astronaut.jpg").string(), other = somebodyElse();
        EXPECT_EQ(from({{path.string()}}), from({{ada}})) << adapter;
        EXPECT_EQ(from({{other}, {path.string()}}), from({{other}, {ada}})) << "beside a photo";
    }
    file.recogniser[0] = 'x';
    ASSERT_TRUE(identity::writeIdentityFile(path, file));
    const Outcome refused = outcome(with([&](auto& r) { r.references = {{path.string()}}; }));
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("made with other face encoders"));
}

TEST_F(IdentityTuningTest, LikenessOfAMixIsMeasuredToBothPeople)
{
    const std::string ada = sample("astronaut.jpg").string(), other = somebodyElse();
    const auto mixed = [&](std::vector<Reference> references, double share) {
        const auto result = outcome(with([&](auto& r) {
            r.model = testing::testData("../../resources/starter"); // it paints faces
            r.adapter.clear();
            r.width = r.height = r.steps = 0; // its own
            r.guidance = -1;
            r.references = std::move(references);
            r.identity.mix = share;
        }));
        EXPECT_TRUE(result) << result.error().message;
        return result ? (*result)->scores : Scores();
    };
    const Scores one = mixed({{ada}}, 0);
    EXPECT_FALSE(one.likenessToSecond);
    EXPECT_FALSE(one.distance) << "no recogniser of dlib's here";
    const Scores first = mixed({{ada}, {other, 0, 1}}, 0.5), second = mixed({{other}, {ada, 0, 1}}, 0.5);
    ASSERT_TRUE(first.likeness && first.likenessToSecond);
    ASSERT_TRUE(second.likeness && second.likenessToSecond);
    EXPECT_NEAR(*first.likeness, *second.likenessToSecond, 0.02) << "of almost the same picture";
    EXPECT_NEAR(*second.likeness, *first.likenessToSecond, 0.02);
    EXPECT_NE(*first.likeness, *first.likenessToSecond);
}

TEST_F(IdentityTuningTest, MapsAreRecordedOnRequestAndChangeNothing)
{
    const auto plain = *outcome(request());
    EXPECT_TRUE(plain->attentionMaps.empty());
    const auto recorded = *outcome(with([](auto& r) {
        r.identity.recordMaps = true;
        r.identity.start = 0.25;
    }));
    const auto without = *outcome(with([](auto& r) { r.identity.start = 0.25; }));
    EXPECT_EQ(recorded->on, without->on);
    ASSERT_FALSE(recorded->attentionMaps.empty());
    EXPECT_EQ(recorded->attentionMaps.size() % 3, 0u) << "three of four steps";
    EXPECT_EQ(recorded->attentionMaps.front().step, 2);
    EXPECT_EQ(recorded->attentionMaps.back().step, 4);
    EXPECT_EQ(recorded->attentionMaps.back().block, "mid_block");
    for (const AttentionMap& map : recorded->attentionMaps)
        EXPECT_GT(map.values.width, 0);
}

TEST(FaceModels, AreKnownByTheirContent)
{
    LIKENESS_NEEDS_REFERENCE("tiny-scrfd.onnx");
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet.pth");
    std::string pattern = (fs::temp_directory_path() / "likeness-models-test-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    EXPECT_FALSE(openFaceModels(folder).detector);
    EXPECT_FALSE(openFaceModels(folder / "none").parser);
    fs::copy_file(referenceFile("tiny-scrfd.onnx"), folder / "a.bin");
    fs::copy_file(referenceFile("tiny-bisenet.pth"), folder / "b");
    fs::copy_file(referenceFile("tiny-arcface.onnx"), folder / "scrfd.onnx");
    std::ofstream(folder / "notes.onnx") << "not a model";
    const FaceModels models = openFaceModels(folder);
    ASSERT_TRUE(models.detector);
    EXPECT_EQ(models.detector->name(), "SCRFD");
    ASSERT_TRUE(models.parser);
    EXPECT_EQ(models.parser->name(), "BiSeNet");
    EXPECT_TRUE(models.problems.empty());

    // In use. Without the detector, whose random weights see faces everywhere.
    if (fs::exists(landmarksFile())) {
        fs::remove(folder / "a.bin");
        FaceReader reader(landmarksFile(), folder);
        const auto seen = reader.read(sample("astronaut.jpg"), {});
        ASSERT_TRUE(seen) << seen.error().message;
        EXPECT_EQ((*seen)->crops.front().segmentation, "BiSeNet");
        EXPECT_EQ(FaceReader(landmarksFile())
                      .read(sample("astronaut.jpg"), {})
                      .value()
                      ->crops.front()
                      .segmentation,
                  "GrabCut");
    }
    fs::resize_file(folder / "b", 20'000);
    const FaceModels damaged = openFaceModels(folder);
    EXPECT_FALSE(damaged.parser);
    ASSERT_EQ(damaged.problems.size(), 1u);
    EXPECT_THAT(damaged.problems[0], HasSubstr("is not a usable PyTorch file"));
    fs::remove_all(folder);
}

// The files that dlib writes: its detector stands behind the others, its recogniser measures.
TEST(FaceModels, DlibsNetworksAreTaken)
{
    std::string pattern = (fs::temp_directory_path() / "likeness-models-test-XXXXXX").string();
    const fs::path folder = ::mkdtemp(pattern.data());
    const images::Image photo = *images::decodeFile(sample("astronaut.jpg"));
    const std::string recogniser = faces::dlibnets::recogniserFile();
    std::ofstream(folder / "a.onnx") << faces::dlibnets::detectorFile(photo);
    std::ofstream(folder / "b.onnx") << recogniser;
    const FaceModels models = openFaceModels(folder);
    ASSERT_TRUE(models.detector);
    EXPECT_EQ(models.detector->name(), "dlib's network");
    EXPECT_TRUE(models.describer);
    EXPECT_TRUE(models.problems.empty());
    EXPECT_EQ(inspectCheckpoint(folder / "a.onnx")->kind, "dlib face detector (network)");
    const auto report = inspectCheckpoint(folder / "b.onnx");
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->kind, "dlib face recogniser");
    EXPECT_EQ(report->parts.front().tensors, 59u) << "29 convolutions, as many affine layers, the last";
    if (fs::exists(referenceFile("tiny-scrfd.onnx"))) {
        fs::copy_file(referenceFile("tiny-scrfd.onnx"), folder / "z.onnx");
        EXPECT_EQ(openFaceModels(folder).detector->name(), "SCRFD");
        fs::remove(folder / "z.onnx");
    }
    fs::remove(folder / "a.onnx");
    if (fs::exists(landmarksFile())) {
        FaceReader reader(landmarksFile(), folder);
        const auto seen = reader.read(sample("astronaut.jpg"), {});
        const auto again = reader.measuredFace(photo, {});
        ASSERT_TRUE(seen && again);
        const auto described = reader.description((*seen)->picture, (*seen)->faces.front());
        ASSERT_TRUE(described && again->description);
        EXPECT_EQ(faces::distanceOf(*described, *again->description), 0);
        EXPECT_FALSE(FaceReader(landmarksFile()).measuredFace(photo, {})->description);
    }
    fs::resize_file(folder / "b.onnx", recogniser.size() / 2);
    const FaceModels damaged = openFaceModels(folder);
    EXPECT_FALSE(damaged.describer);
    ASSERT_EQ(damaged.problems.size(), 1u);
    EXPECT_THAT(damaged.problems[0], HasSubstr("is damaged or another network"));
    EXPECT_THAT(inspectCheckpoint(folder / "b.onnx").error().message, HasSubstr("is damaged"));
    fs::remove_all(folder);
}

} // namespace
} // namespace likeness::generation
