#include "core/sets/ImageSet.h"

#include "core/base/AtomicFile.h"
#include "core/base/Sha256.h"
#include "core/images/Decode.h"
#include "core/images/Encode.h"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <random>

namespace likeness::sets {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ImageSetTest : public ::testing::Test {
protected:
    ImageSetTest()
    {
        std::string pattern = (fs::temp_directory_path() / "likeness-set-test-XXXXXX").string();
        m_root = ::mkdtemp(pattern.data());
    }
    ~ImageSetTest() override
    {
        std::error_code ignored;
        fs::remove_all(m_root, ignored);
    }

    static images::Image picture(int width, int height, unsigned seed)
    {
        images::Image image(width, height);
        std::minstd_rand noise(seed); // hard to compress
        for (std::uint8_t& value : image.rgb)
            value = static_cast<std::uint8_t>(noise() >> 8);
        return image;
    }

    static generation::PortraitResult someResult()
    {
        generation::PortraitResult result;
        result.request.prompt = "woman, {red|blue} hat";
        result.request.negativePrompt = "blurry";
        result.request.references = {{"ada.jpg", 1}};
        result.request.style = "ink";
        result.request.width = 40;
        result.request.height = 48;
        result.request.steps = 4;
        result.request.guidance = 1.2;
        result.request.seed = 12345678901;
        result.request.sampler = "euler";
        result.request.model = "/models/starter";
        result.expandedPrompt = "ink drawing of woman, red hat";
        result.expandedNegative = "blurry, photo";
        result.scores.likeness = 0.75;
        result.off = picture(40, 48, 1);
        result.on = picture(40, 48, 2);
        result.seconds = 1.5;
        return result;
    }

    static std::string text(const fs::path& path) { return *base::readFile(path); }

    std::vector<std::string> content() const
    {
        std::vector<std::string> names;
        for (const auto& entry : fs::recursive_directory_iterator(m_root))
            names.push_back(fs::relative(entry.path(), m_root).string());
        std::ranges::sort(names);
        return names;
    }

    fs::path m_root;
};

TEST_F(ImageSetTest, WritesPicturesStepsAndManifest)
{
    std::vector<generation::StepPreview> steps(2);
    steps[0] = {1, 2, 0, picture(5, 6, 3), picture(5, 6, 4)};
    steps[1] = {2, 2, 0, picture(5, 6, 5), picture(5, 6, 6)};
    const auto files = exportSet(someResult(), m_root / "new" / "set", steps);
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(files->size(), 8u);
    EXPECT_EQ(files->back(), m_root / "new" / "set" / "manifest.json");
    for (const char* name :
         {"id_off.png", "id_on.png", "pair.png", "steps/01_off.png", "steps/01_on.png",
          "steps/02_off.png", "steps/02_on.png", "manifest.json"})
        EXPECT_TRUE(fs::is_regular_file(m_root / "new" / "set" / name)) << name;
    EXPECT_EQ(*images::decodeFile(m_root / "new" / "set" / "id_on.png"), someResult().on);
    EXPECT_EQ(images::decodeFile(m_root / "new" / "set" / "pair.png")->width, 40 + 8 + 40);
}

TEST_F(ImageSetTest, ManifestHoldsWhatScriptsNeed)
{
    ASSERT_TRUE(exportSet(someResult(), m_root));
    const std::string manifest = text(m_root / "manifest.json");
    for (const char* field :
         {"\"version\": ", "\"prompt\": \"woman, {red|blue} hat\"",
          "\"expanded_prompt\": \"ink drawing of woman, red hat\"",
          "\"negative_prompt\": \"blurry\"", "\"width\": 40", "\"height\": 48", "\"steps\": 4",
          "\"guidance\": 1.2", "\"seed\": 12345678901", "\"strength\": 0.8",
          "\"sampler\": \"euler\"", "\"model\": \"/models/starter\"", "\"likeness\": 0.75",
          "\"purity\": null", "\"photo\": \"ada.jpg\""})
        EXPECT_THAT(manifest, HasSubstr(field));
    for (const char* name : {"id_off.png", "id_on.png", "pair.png"})
        EXPECT_THAT(manifest, HasSubstr(*base::sha256OfFile(m_root / name))) << name;
}

TEST_F(ImageSetTest, TheRequestComesBackFromManifestAndPictures)
{
    ASSERT_TRUE(exportSet(someResult(), m_root));
    for (const char* name : {"manifest.json", "id_off.png", "id_on.png", "pair.png"}) {
        const auto request = readRequest(m_root / name);
        ASSERT_TRUE(request) << name << ": " << request.error().message;
        EXPECT_EQ(request->prompt, "woman, {red|blue} hat");
        EXPECT_EQ(request->seed, 12345678901u);
        EXPECT_EQ(request->references.at(0).faceIndex, 1);
    }
    std::ofstream(m_root / "other.json") << "{}";
    EXPECT_EQ(readRequest(m_root / "other.json").error().code, base::ErrorCode::wrongFormat);
    EXPECT_FALSE(readRequest(m_root / "nothing.png"));
    EXPECT_FALSE(readRequest(m_root));
}

TEST_F(ImageSetTest, PicturesCarryTheReadableBlock)
{
    ASSERT_TRUE(exportSet(someResult(), m_root));
    const auto texts = images::readPngText(m_root / "id_on.png");
    ASSERT_TRUE(texts);
    const auto found = std::ranges::find(*texts, "parameters", &images::PngText::key);
    ASSERT_NE(found, texts->end());
    EXPECT_THAT(found->text, ::testing::StartsWith(
                                 "ink drawing of woman, red hat\nNegative prompt: blurry, photo\n"
                                 "Steps: 4, Sampler: euler, CFG scale: 1.2, Seed: 12345678901, "
                                 "Size: 40x48, Model: starter, Identity: on, "
                                 "Identity strength: 0.8, Version: Likeness "));
}

TEST_F(ImageSetTest, SameResultSameBytes)
{
    generation::PortraitResult slower = someResult();
    slower.seconds = 99;
    ASSERT_TRUE(exportSet(someResult(), m_root / "a"));
    ASSERT_TRUE(exportSet(slower, m_root / "b"));
    for (const char* name : {"manifest.json", "id_off.png", "id_on.png", "pair.png"})
        EXPECT_EQ(text(m_root / "a" / name), text(m_root / "b" / name)) << name;
}

TEST_F(ImageSetTest, ASinglePictureNeedsNoPair)
{
    generation::PortraitResult result = someResult();
    result.off = {};
    ASSERT_TRUE(exportSet(result, m_root));
    EXPECT_EQ(content(), (std::vector<std::string>{"id_on.png", "manifest.json"}));
    result.on = {};
    EXPECT_EQ(exportSet(result, m_root).error().code, base::ErrorCode::invalidInput);
}

TEST_F(ImageSetTest, AFileInPlaceOfTheFolderIsOneSentence)
{
    std::ofstream(m_root / "taken") << "mine";
    const auto files = exportSet(someResult(), m_root / "taken");
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code, base::ErrorCode::invalidInput);
    EXPECT_THAT(files.error().message, HasSubstr("taken' is a file"));
    EXPECT_FALSE(exportSet(someResult(), m_root / "taken" / "below"));
    EXPECT_EQ(text(m_root / "taken"), "mine");
}

// A full disk: the system refuses bytes after a while (here by the process's own limit).
TEST_F(ImageSetTest, AFullDiskLeavesWhatWasThere)
{
    ASSERT_TRUE(exportSet(someResult(), m_root));
    const auto before = content();
    const std::string manifest = text(m_root / "manifest.json");
    generation::PortraitResult other = someResult();
    other.request.seed = 8;
    other.on = picture(400, 480, 9);

    rlimit normal{};
    ::getrlimit(RLIMIT_FSIZE, &normal);
    const auto handler = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{20'000, normal.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto files = exportSet(other, m_root);
    const auto elsewhere = exportSet(other, m_root / "new");
    ::setrlimit(RLIMIT_FSIZE, &normal);
    std::signal(SIGXFSZ, handler);

    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code, base::ErrorCode::io);
    EXPECT_THAT(files.error().message, HasSubstr((m_root / "id_on.png").string()));
    EXPECT_FALSE(elsewhere);
    EXPECT_EQ(content(), before) << "no leftovers";
    EXPECT_EQ(text(m_root / "manifest.json"), manifest);
}

TEST_F(ImageSetTest, AnUnwritableFolderIsOneSentence)
{
    const fs::path folder =
        ::geteuid() == 0 ? fs::path("/proc/1/likeness") : m_root / "locked" / "set";
    fs::create_directories(m_root / "locked");
    fs::permissions(m_root / "locked", fs::perms::owner_read | fs::perms::owner_exec);
    const auto files = exportSet(someResult(), folder);
    fs::permissions(m_root / "locked", fs::perms::owner_all);
    ASSERT_FALSE(files);
    EXPECT_EQ(files.error().code, base::ErrorCode::io);
    EXPECT_THAT(files.error().message, HasSubstr(folder.string()));
}

} // namespace
} // namespace likeness::sets
