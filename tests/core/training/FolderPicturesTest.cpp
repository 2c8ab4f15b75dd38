// Learning from a folder: what is found in its pictures, what is kept for the next time, what a batch draws from it.
#include "core/training/FolderPictures.h"
#include "core/training/Initialise.h"
#include "core/training/Latents.h"
#include "core/training/PainterTrainer.h"
#include "core/training/PulidTrainer.h"
#include "core/training/StarterModel.h"
#include "core/training/WorldPictures.h"
#include "core/weights/Safetensors.h"

#include "core/images/Encode.h"
#include "core/portraits/Caption.h"
#include "core/portraits/Renderer.h"
#include "core/text/BpeLearner.h"

#include <ATen/core/grad_mode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <unistd.h>

namespace likeness::training {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* landmarks = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat"; // Debian's libdlib-data
constexpr int side = 64;

weights::Weights fresh(std::uint64_t seed) { return weights::Weights::fresh(startValues(seed, {})); }

images::Image portrait(std::uint64_t person, std::uint64_t scene)
{
    portraits::Scene drawn = portraits::randomScene(scene);
    drawn.style = portraits::Style::photo;
    drawn.accessory = portraits::Accessory::none;
    return portraits::render(portraits::randomPerson(person), drawn, 320).picture;
}

images::Image widened(const images::Image& picture, int width) // gray to the right
{
    images::Image wide(width, picture.height);
    std::fill(wide.rgb.begin(), wide.rgb.end(), std::uint8_t(128));
    for (int y = 0; y < picture.height; ++y)
        std::copy_n(picture.pixel(0, y), picture.width * 3, wide.pixel(0, y));
    return wide;
}

// Two of Anna, one of Ben in a wide picture, a picture of nobody, and what is no picture.
class FolderTraining : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        root = fs::temp_directory_path() / ("likeness-own-" + std::to_string(::getpid()));
        fs::create_directories(root / "in/anna");
        fs::create_directories(root / "in/ben");
        keep("anna/1.png", portrait(1, 3), "a photo of a woman");
        keep("anna/2.png", portrait(1, 4), "a photo of her in the garden");
        keep("ben/1.png", widened(portrait(2, 5), 560), "a man beside a wall");
        keep("wall.png", images::Image(400, 300), "");
        std::ofstream(root / "in/broken.jpg") << "no picture";
    }
    static void TearDownTestSuite() { fs::remove_all(root); }
    void SetUp() override
    {
        if (!fs::exists(landmarks))
            GTEST_SKIP() << landmarks << " is not there";
    }
    void TearDown() override { fs::remove(cache); }

    static void keep(const std::string& name, const images::Image& picture, const std::string& caption)
    {
        ASSERT_TRUE(images::writePng(root / "in" / name, picture));
        std::ofstream((root / "in" / name).replace_extension(".txt")) << caption;
    }
    struct Models {
        StarterOptions options = starterOptions();
        faces::FaceFinder finder = faces::FaceFinder::open(landmarks).value();
        identity::ArcFace arcFace{fresh(1), options.arcFace};
        identity::EvaClip eva{fresh(2), options.eva};
        diffusion::Vae vae{options.vae, fresh(3)};
    };
    static const Models& models()
    {
        static const Models made;
        return made;
    }
    FolderModels folderModels() const
    {
        const Models& m = models();
        return {m.finder, m.arcFace, m.eva, m.vae, encoders, vae};
    }
    PreparedFolder prepared() const
    {
        const at::NoGradGuard noGradients;
        auto made = prepareFolder(listPictures(root / "in").value(), cache, side, folderModels(), {});
        if (!made)
            throw std::runtime_error(made.error().message);
        return std::move(*made);
    }
    std::unique_ptr<FolderPictures> opened()
    {
        const at::NoGradGuard noGradients;
        auto pictures = FolderPictures::open(root / "in", cache, side, folderModels(), {},
                                             [this](const std::string& note) { notes.push_back(note); });
        if (!pictures)
            throw std::runtime_error(pictures.error().message);
        return std::move(*pictures);
    }

    static inline fs::path root;
    const fs::path cache = root / "pictures.safetensors";
    std::string encoders = "e1", vae = "v1";
    std::vector<std::string> notes;
};

TEST_F(FolderTraining, FindsFacesAndNamesWhatIsNoPictureOnce)
{
    const auto pictures = opened();
    ASSERT_EQ(notes.size(), 2u);
    EXPECT_THAT(notes[0], HasSubstr("broken.jpg"));
    EXPECT_THAT(notes[1], HasSubstr("Pictures: 4, with a face 3, without a caption 1, persons 2, shapes 3."));
    EXPECT_THAT(notes[1], HasSubstr("Left out, see above: 1"));
}

TEST_F(FolderTraining, PreparesOnceAndAgainOnlyWhatHasChanged)
{
    const auto first = prepared();
    EXPECT_EQ(first.made, 4);
    const auto written = fs::last_write_time(cache);
    const auto second = prepared();
    EXPECT_EQ(second.made, 0);
    EXPECT_EQ(fs::last_write_time(cache), written);
    ASSERT_EQ(second.pictures.size(), first.pictures.size());
    for (size_t i = 0; i < first.pictures.size(); ++i) {
        EXPECT_EQ(first.pictures[i].framing, second.pictures[i].framing);
        EXPECT_TRUE(first.pictures[i].latent.equal(second.pictures[i].latent));
        ASSERT_EQ(first.pictures[i].face.has_value(), second.pictures[i].face.has_value());
        if (first.pictures[i].face) {
            EXPECT_TRUE(first.pictures[i].face->hidden.equal(second.pictures[i].face->hidden));
        }
    }
    fs::rename(root / "in/ben/1.png", root / "in/ben/renamed.png");
    EXPECT_EQ(prepared().made, 0);
    fs::rename(root / "in/ben/renamed.png", root / "in/ben/1.png");

    const auto before = weights::readSafetensors(cache)->tensors.size();
    images::Image other(400, 300);
    other.rgb[7] = 200;
    keep("wall.png", other, "");
    EXPECT_EQ(prepared().made, 1);
    EXPECT_EQ(weights::readSafetensors(cache)->tensors.size(), before); // what is no more is forgotten
}

TEST_F(FolderTraining, AsksOtherEncodersAnewButSearchesNoFaceAgain)
{
    prepared();
    const auto file = weights::readSafetensors(cache).value();
    encoders = "e2";
    EXPECT_EQ(prepared().made, 3); // those with a face
    vae = "v2";
    EXPECT_EQ(prepared().made, 4);
    const auto again = weights::readSafetensors(cache).value();
    EXPECT_EQ(again.metadata.at("faces"), "e2");
    ASSERT_EQ(again.tensors.size(), file.tensors.size());
    for (const auto& [name, tensor] : file.tensors)
        EXPECT_TRUE(tensor.equal(again.tensors.at(name))) << name; // the models are the same in truth
}

TEST_F(FolderTraining, RefusesAFileThatIsNoneOfOurs)
{
    ASSERT_TRUE(weights::writeSafetensors(cache, {{"a", at::ones({1})}}));
    const auto made = prepareFolder(listPictures(root / "in").value(), cache, side, folderModels(), {});
    ASSERT_FALSE(made);
    EXPECT_THAT(made.error().message, HasSubstr("delete it"));
}

TEST_F(FolderTraining, KeepsWhatWasMadeWhenItIsStopped)
{
    std::stop_source stop;
    const LoopControl control{[&](const base::Progress&) { stop.request_stop(); }, stop.get_token()};
    const auto made = prepareFolder(listPictures(root / "in").value(), cache, side, folderModels(), control);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, base::ErrorCode::cancelled);
    const auto rest = prepared();
    EXPECT_LT(rest.made, 4);
    EXPECT_EQ(rest.pictures.size(), 4u);
}

TEST_F(FolderTraining, ShowsAPersonByAnotherPictureOfTheSame)
{
    const auto pictures = opened();
    const auto made = prepared().pictures;
    Random random(1, 1);
    const auto conditionOf = [&](size_t i) { return made[i].face->condition; };
    EXPECT_TRUE(pictures->identity(0, random).condition.equal(conditionOf(1))); // Anna
    EXPECT_TRUE(pictures->identity(1, random).condition.equal(conditionOf(0)));
    EXPECT_TRUE(pictures->identity(2, random).condition.equal(conditionOf(2))); // Ben has one only
    EXPECT_FALSE(pictures->hasFace(3));
    const auto points = pictures->facePoints(2);
    EXPECT_LT(points[0].x, points[1].x); // the eyes
    EXPECT_GT(points[3].y, points[0].y);
}

TEST_F(FolderTraining, TellsSizesAndCutsAsSdxlDoes)
{
    const auto pictures = opened();
    const auto sizes = pictures->sizes(2);
    EXPECT_EQ(sizes.originalWidth, 560);
    EXPECT_EQ(sizes.originalHeight, 320);
    EXPECT_GT(sizes.targetWidth, sizes.targetHeight);
    const at::Tensor latent = pictures->latent(2);
    EXPECT_EQ(latent.size(1) * 8, sizes.targetHeight);
    EXPECT_EQ(latent.size(2) * 8, sizes.targetWidth);
}

struct Learner {
    text::ClipTokenizer words = text::ClipTokenizer::make(text::learnBpe({"a photo of a person"}, 600)).value();
    diffusion::NoiseSchedule schedule = starterSchedule();
};

TEST_F(FolderTraining, DrawsBatchesOfOneSize)
{
    const auto pictures = opened();
    const Learner learner;
    const PainterData data{*pictures, learner.words, learner.words, learner.schedule};
    std::set<int64_t> seen;
    for (std::uint64_t step = 0; step < 30; ++step) {
        Random random(5, step);
        const auto rows = drawRows(data, {.batch = 3, .identityShare = 1, .captionDrop = 0}, random);
        EXPECT_EQ(rows.timeIds.sizes(), at::IntArrayRef({3, 6}));
        size_t faces = 0;
        for (const int64_t picture : rows.pictures) {
            seen.insert(picture);
            faces += pictures->hasFace(picture);
            EXPECT_EQ(pictures->latent(picture).sizes(), pictures->latent(rows.pictures[0]).sizes());
        }
        EXPECT_EQ(rows.identityRows.size(), faces);
        Random other(5, step);
        for (const int64_t picture : drawRows(data, {.batch = 2, .among = Among::withFace}, other).pictures)
            EXPECT_TRUE(pictures->hasFace(picture));
    }
    EXPECT_EQ(seen.size(), 4u);
}

TEST_F(FolderTraining, TrainsPaintersAndAdapters)
{
    const auto pictures = opened();
    const Learner learner;
    const PainterData data{*pictures, learner.words, learner.words, learner.schedule};
    PainterTraining training;
    training.options = models().options.painter;
    training.loop = {.name = "own", .folder = root, .steps = 2, .warmUp = 1};
    training.workers = 1;
    training.rows.batch = 2;
    const auto trained = trainPainter(data, training, {});
    ASSERT_TRUE(trained);

    PulidTraining pulid;
    pulid.stage = PulidStage::identity;
    pulid.options = training.options;
    pulid.start = *trained;
    pulid.loop = {.name = "own-pulid", .folder = root, .steps = 1, .warmUp = 1};
    pulid.workers = 1;
    pulid.rows.batch = 2;
    pulid.fastBatch = 1;
    pulid.fastSteps = 1;
    pulid.differentiated = 1;
    const PulidData pulidData{data, models().vae, models().arcFace,
                              [&](int64_t picture) { return pictures->facePoints(picture); }};
    EXPECT_TRUE(trainPulid(pulidData, pulid, {}));
}

TEST(WorldPictures, MayBePhotosAlone)
{
    const at::NoGradGuard noGradients;
    PortraitSet set;
    set.options = {.seed = 5, .persons = 4, .heldOut = 1, .size = side};
    const PersonFeatures features;
    const WorldPictures world(set, at::zeros({16, 1, 1, 1}), features, WorldStyles::photosAlone);
    Random random(3, 3);
    std::set<int64_t> drawn;
    for (int i = 0; i < 200; ++i)
        drawn.insert(world.draw(random, Among::all, std::nullopt));
    EXPECT_GE(drawn.size(), 4u); // the first picture of each person is a photo
    EXPECT_LT(drawn.size(), 16u);
    for (const int64_t picture : drawn)
        EXPECT_EQ(sceneOf(set.options, picture).style, portraits::Style::photo) << picture;
}

// The world's draws are part of what makes a training resumable: they stay as they were.
TEST(WorldPictures, DrawAsTheyAlwaysDid)
{
    const at::NoGradGuard noGradients;
    PortraitSet set;
    set.options = {.seed = 5, .persons = 4, .heldOut = 1, .size = side};
    PersonFeatures features{at::arange(10 * 3).view({5, 2, 3}).to(at::kFloat), {at::arange(10).view({5, 2, 1, 1})}};
    const WorldPictures world(set, at::arange(16).view({16, 1, 1, 1}).to(at::kHalf), features);
    const Learner learner;
    const PainterRowsOptions options{.batch = 20};
    Random drawn(9, 4), expected(9, 4);
    const auto rows = drawRows({world, learner.words, learner.words, learner.schedule}, options, drawn);
    size_t shownRows = 0;
    for (size_t row = 0; row < 20; ++row) {
        const int64_t picture = expected.below(16);
        EXPECT_EQ(rows.pictures[row], picture);
        const bool isShown = expected.uniform() < options.identityShare;
        const std::uint64_t wording = expected.next();
        const bool namesPerson = expected.uniform() < (isShown ? options.personWords : options.strangerWords);
        const auto scene = sceneOf(set.options, picture);
        const auto person = portraits::randomPerson(personSeed(set.options, picture / picturesPerPerson));
        const auto caption = namesPerson ? portraits::caption(person, scene, wording) : portraits::caption(scene, wording);
        EXPECT_TRUE(rows.ids[static_cast<int64_t>(row)].equal(tokenIds(learner.words, caption)));
        const bool dropped = expected.uniform() < options.captionDrop;
        if (!isShown)
            continue;
        const int64_t photo = expected.below(referencesPerPerson);
        const double shown = dropped && expected.uniform() < 0.5 ? 0 : 1;
        EXPECT_TRUE(rows.condition[static_cast<int64_t>(shownRows++)].equal(
            features.condition[picture / picturesPerPerson][photo] * shown));
    }
    EXPECT_EQ(rows.identityRows.size(), shownRows);
    EXPECT_EQ(drawn.next(), expected.next());
    EXPECT_TRUE(rows.timeIds[3].equal(at::tensor({64., 64., 0., 0., 64., 64.}, at::kFloat)));
}

} // namespace
} // namespace likeness::training
