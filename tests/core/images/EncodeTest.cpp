#include "core/images/Encode.h"

#include "core/images/Chunks.h"
#include "core/images/Decode.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>
#include <random>

namespace {

using namespace likeness;
using base::ErrorCode;
using images::Image;
using images::PngText;
using likeness::testing::referenceFile;
using likeness::testing::testData;

Image noise(int width, int height)
{
    Image image(width, height);
    std::mt19937 random(1);
    for (auto& value : image.rgb)
        value = static_cast<std::uint8_t>(random());
    return image;
}

std::string_view textOf(const std::vector<std::byte>& bytes)
{
    return images::asText(bytes);
}

const std::vector<PngText> texts{
    {"parameters", "a portrait\nNegative prompt: blurry\nSteps: 4, Seed: 7"},
    {"likeness", R"({"prompt": "café in 東京"})"},
    {std::string(images::xmpKey), images::aiMarkXmp()}};

TEST(Encode, PngKeepsPixelsAndTexts)
{
    const Image image = noise(37, 21);
    const auto png = images::encodePng(image, texts);
    ASSERT_TRUE(png) << png.error().message;
    const auto read = images::decodeBytes(*png);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, image);
    EXPECT_EQ(images::readPngText(*png, "it").value(), texts);
    EXPECT_EQ(*images::encodePng(image, texts), *png) << "the same picture, other bytes";
}

TEST(Encode, PngTextsAreFoundByAnyTool)
{
    const auto png = images::encodePng(noise(4, 4), texts).value();
    std::vector<std::string> order;
    images::forEachPngChunk(png, [&](std::string_view type, images::Bytes data) {
        order.emplace_back(type);
        if (!images::asText(data).starts_with("XML:com.adobe.xmp"))
            return;
        // Uncompressed, without language and translation, as the XMP specification demands.
        EXPECT_EQ(type, "iTXt");
        EXPECT_EQ(images::asText(data).substr(17, 6), std::string_view("\0\0\0\0\0<", 6));
    });
    EXPECT_EQ(order.front(), "IHDR");
    EXPECT_EQ(order.back(), "IEND");
    EXPECT_THAT(order, ::testing::Not(::testing::Contains("zTXt")));
    EXPECT_THAT(order, ::testing::IsSupersetOf({"sRGB", "tEXt", "iTXt"}));
    EXPECT_NE(textOf(png).find("Steps: 4, Seed: 7"), std::string_view::npos);
    EXPECT_NE(textOf(png).find("digitalsourcetype/trainedAlgorithmicMedia"),
              std::string_view::npos);
}

TEST(Encode, PngRefusesBadNamesOfTexts)
{
    for (const std::string& key :
         {std::string(), std::string(80, 'a'), std::string("ä"), std::string(" a")}) {
        const auto png = images::encodePng(noise(2, 2), std::vector<PngText>{{key, "x"}});
        ASSERT_FALSE(png) << key;
        EXPECT_EQ(png.error().code, ErrorCode::invalidInput);
    }
    EXPECT_FALSE(images::encodePng(Image()));
}

TEST(Encode, ReadsTextsOfOtherPrograms)
{
    LIKENESS_NEEDS_REFERENCE("hostile/images/itxt_ok.png");
    const auto folder = referenceFile("hostile/images");
    const auto found = images::readPngText(folder / "itxt_ok.png");
    ASSERT_TRUE(found) << found.error().message;
    ASSERT_FALSE(found->empty());
    EXPECT_EQ(found->front().text.find('\0'), std::string::npos);
    const auto jpeg = images::readPngText(folder / "exif1.jpg");
    ASSERT_FALSE(jpeg);
    EXPECT_EQ(jpeg.error().code, ErrorCode::wrongFormat);
    const auto whole = images::encodePng(noise(9, 9), texts).value();
    const auto cut = images::readPngText(std::span(whole).first(whole.size() - 12), "'cut.png'");
    ASSERT_FALSE(cut);
    EXPECT_NE(cut.error().message.find("'cut.png' was cut off"), std::string::npos);
}

TEST(Encode, LeavesOutTextsThatUnpackToHundredsOfMegabytes)
{
    LIKENESS_NEEDS_REFERENCE("hostile/images/ztxt_bomb.png");
    const auto bomb = images::readPngText(referenceFile("hostile/images/ztxt_bomb.png"));
    ASSERT_TRUE(bomb) << bomb.error().message;
    EXPECT_TRUE(bomb->empty());
}

TEST(Encode, JpegIsCloseAndCarriesTheMark)
{
    const auto photo =
        images::decodeFile(testData("../../resources/samples/astronaut.jpg").lexically_normal());
    ASSERT_TRUE(photo) << photo.error().message;
    const auto jpeg = images::encodeJpeg(*photo, {.quality = 95, .xmp = images::aiMarkXmp()});
    ASSERT_TRUE(jpeg);
    const auto read = images::decodeBytes(*jpeg);
    ASSERT_TRUE(read) << read.error().message;
    double difference = 0;
    for (size_t i = 0; i < read->rgb.size(); ++i)
        difference += std::abs(read->rgb[i] - photo->rgb[i]);
    EXPECT_LT(difference / read->rgb.size(), 1.5);
    bool marked = false;
    images::forEachJpegSegment(*jpeg, [&](int marker, images::Bytes data) {
        marked |= marker == 0xe1 &&
                  images::asText(data).starts_with("http://ns.adobe.com/xap/1.0/") &&
                  images::asText(data).find("trainedAlgorithmicMedia") != std::string_view::npos;
    });
    EXPECT_TRUE(marked);
    EXPECT_LT(images::encodeJpeg(*photo, {.quality = 50})->size(), jpeg->size() / 2);
}

TEST(Encode, WritesWholeFilesOrNone)
{
    std::string pattern = (std::filesystem::temp_directory_path() / "likeness-XXXXXX").string();
    const std::filesystem::path folder = ::mkdtemp(pattern.data());
    const Image image = noise(64, 64);
    ASSERT_TRUE(images::writePng(folder / "a.png", image, texts));
    EXPECT_EQ(images::decodeFile(folder / "a.png").value(), image);
    ASSERT_TRUE(images::writeJpeg(folder / "a.jpg", image));
    EXPECT_TRUE(images::decodeFile(folder / "a.jpg"));
    std::filesystem::create_directory(folder / "taken.png");
    const auto refused = images::writePng(folder / "taken.png", image);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("taken.png"), std::string::npos);
    const auto nowhere = images::writePng(folder / "none" / "a.png", image);
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::io);
    size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder))
        ++files;
    EXPECT_EQ(files, 3u) << "something was left behind";
    std::filesystem::remove_all(folder);
}

} // namespace
