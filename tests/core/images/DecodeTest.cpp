#include "core/images/Decode.h"

#include "core/images/Encode.h"
#include "core/images/Orientation.h"
#include "core/images/Turn.h"
#include "tests/core/testing/Reference.h"

#include <array>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

// What is refused and what is read, on crafted files. Expected colours are those of Pillow's
// decoders.
namespace {

using namespace likeness;
using base::ErrorCode;
using images::decodeBytes;
using images::decodeFile;
using images::Image;
using likeness::testing::referenceFile;

using Colour = std::array<int, 3>;

std::filesystem::path hostile(const std::string& name)
{
    return referenceFile("hostile/images/" + name);
}

#define NEEDS_HOSTILE_IMAGES() LIKENESS_NEEDS_REFERENCE("hostile/images/rgba.png")

::testing::AssertionResult isColour(const Image& image, int x, int y, Colour expected,
                                    int tolerance)
{
    for (int c = 0; c < 3; ++c)
        if (std::abs(image.pixel(x, y)[c] - expected[c]) > tolerance)
            return ::testing::AssertionFailure()
                   << "pixel (" << x << ", " << y << ") is " << int(image.pixel(x, y)[0]) << ' '
                   << int(image.pixel(x, y)[1]) << ' ' << int(image.pixel(x, y)[2]);
    return ::testing::AssertionSuccess();
}

::testing::AssertionResult isSentence(const base::Error& error, ErrorCode code,
                                      const std::string& words)
{
    if (error.code != code || error.message.find(words) == std::string::npos)
        return ::testing::AssertionFailure() << "another error: " << error.message;
    if (!error.message.ends_with('.') || error.message.find('\n') != std::string::npos)
        return ::testing::AssertionFailure() << "not a sentence: " << error.message;
    return ::testing::AssertionSuccess();
}

::testing::AssertionResult isRefused(const std::filesystem::path& path, ErrorCode code,
                                     const std::string& words)
{
    // Processor time, not the clock's: a busy machine must not fail the test.
    const std::clock_t start = std::clock();
    const auto image = decodeFile(path);
    const double took_ms = 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    if (image)
        return ::testing::AssertionFailure()
               << path << " was read: " << image->width << " x " << image->height;
    if (image.error().message.find(path.filename().string()) == std::string::npos)
        return ::testing::AssertionFailure() << "names no file: " << image.error().message;
    if (took_ms > 50)
        return ::testing::AssertionFailure() << "refused only after " << took_ms << " ms";
    return isSentence(image.error(), code, words);
}

class Folder {
public:
    Folder()
    {
        std::string pattern = (std::filesystem::temp_directory_path() / "likeness-XXXXXX").string();
        m_path = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(m_path); }
    std::filesystem::path write(const std::string& name, std::string_view bytes) const
    {
        std::ofstream(m_path / name, std::ios::binary) << bytes;
        return m_path / name;
    }
    const std::filesystem::path& path() const { return m_path; }

private:
    std::filesystem::path m_path;
};

std::string contents(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::span<const std::byte> bytesOf(std::string_view text)
{
    return std::as_bytes(std::span(text.data(), text.size()));
}

TEST(Decode, ReadsEveryFormatByContent)
{
    NEEDS_HOSTILE_IMAGES();
    decodeFile(hostile("gray.png"))
        .value(); // loads Qt's codecs, so that the times below are the decoder's
    for (const std::string name : {"exif1.png", "exif1.tiff", "exif1.webp", "bmp.bmp"}) {
        const auto image = decodeFile(hostile(name));
        ASSERT_TRUE(image) << name << ": " << image.error().message;
        EXPECT_EQ(image->width, 48);
        EXPECT_EQ(image->height, 64);
        EXPECT_TRUE(isColour(*image, 0, 0, {255, 0, 0}, 2)) << name;
        EXPECT_TRUE(isColour(*image, 47, 0, {94, 220, 94}, 2)) << name;
        EXPECT_TRUE(isColour(*image, 0, 63, {126, 0, 126}, 2)) << name;
    }
    for (const std::string name : {"exif1.jpg", "jpg_named.png"}) {
        const auto image = decodeFile(hostile(name));
        ASSERT_TRUE(image) << name << ": " << image.error().message;
        EXPECT_TRUE(isColour(*image, 47, 0, {96, 219, 95}, 3)) << name;
        EXPECT_TRUE(isColour(*image, 24, 32, {112, 110, 113}, 3)) << name;
    }
    const auto progressive = decodeFile(hostile("prog.jpg"));
    ASSERT_TRUE(progressive) << progressive.error().message;
    EXPECT_TRUE(isColour(*progressive, 24, 32, {114, 109, 115}, 3));
    const auto palette = decodeFile(hostile("pal.png"));
    ASSERT_TRUE(palette) << palette.error().message;
    EXPECT_TRUE(isColour(*palette, 0, 63, {153, 0, 153}, 0));
}

TEST(Decode, ReadsTheFirstFrameOfAGif)
{
    // One red pixel.
    constexpr unsigned char gif[] = {'G', 'I', 'F', '8', '9', 'a', 1, 0,    1, 0, 0x80, 0,
                                     0,   255, 0,   0,   0,   0,   0, 0x2c, 0, 0, 0,    0,
                                     1,   0,   1,   0,   0,   2,   2, 0x44, 1, 0, 0x3b};
    const auto bytes = std::as_bytes(std::span(gif));
    const auto image = decodeBytes(bytes);
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, 1);
    EXPECT_TRUE(isColour(*image, 0, 0, {255, 0, 0}, 0));
    for (size_t length = 6; length < bytes.size() - 1; ++length)
        EXPECT_FALSE(decodeBytes(bytes.first(length))) << length;
}

TEST(Decode, StandsEveryOrientationUpright)
{
    NEEDS_HOSTILE_IMAGES();
    for (const std::string type : {"jpg", "png", "webp", "tiff"}) {
        const auto stored = decodeFile(hostile("exif1." + type));
        ASSERT_TRUE(stored);
        for (const int orientation : {3, 6, 8}) {
            const auto image =
                decodeFile(hostile("exif" + std::to_string(orientation) + "." + type));
            ASSERT_TRUE(image) << image.error().message;
            EXPECT_EQ(*image, images::turned(*stored, orientation)) << type << ' ' << orientation;
        }
    }
}

TEST(Decode, TurnsAsTheExifStandardSays)
{
    // Stored 2 x 3, numbered row by row; the rows that must be seen.
    Image stored(2, 3);
    for (int i = 0; i < 6; ++i)
        stored.rgb[i * 3] = static_cast<std::uint8_t>(i);
    const std::map<int, std::vector<int>> seen{{1, {0, 1, 2, 3, 4, 5}}, {2, {1, 0, 3, 2, 5, 4}},
                                               {3, {5, 4, 3, 2, 1, 0}}, {4, {4, 5, 2, 3, 0, 1}},
                                               {5, {0, 2, 4, 1, 3, 5}}, {6, {4, 2, 0, 5, 3, 1}},
                                               {7, {5, 3, 1, 4, 2, 0}}, {8, {1, 3, 5, 0, 2, 4}}};
    for (const auto& [orientation, expected] : seen) {
        const Image upright = images::turned(stored, orientation);
        EXPECT_EQ(upright.width, orientation < 5 ? 2 : 3) << orientation;
        for (int i = 0; i < 6; ++i)
            EXPECT_EQ(upright.rgb[i * 3], expected[i]) << orientation << " at " << i;
    }
}

TEST(Decode, IgnoresADamagedOrientation)
{
    NEEDS_HOSTILE_IMAGES();
    std::string file = contents(hostile("exif6.jpg"));
    const size_t tiff = file.find("Exif") + 6;
    for (size_t i = 0; i < 40; ++i) { // whatever the EXIF block says: a picture, and no crash
        std::string damaged = file;
        damaged[tiff + i] = '\xff';
        EXPECT_TRUE(decodeBytes(bytesOf(damaged))) << i;
    }
    std::string endless =
        "II*\0\x04\0\0\0\xff\xff"; // a directory inside the header, 65,535 entries long
    EXPECT_EQ(images::exifOrientation(bytesOf(endless), images::FileFormat::tiff), 1);
}

TEST(Decode, ConvertsToSrgb)
{
    NEEDS_HOSTILE_IMAGES();
    const auto displayP3 = decodeFile(hostile("p3.jpg"));
    ASSERT_TRUE(displayP3) << displayP3.error().message;
    EXPECT_TRUE(isColour(*displayP3, 32, 32, {217, 42, 51}, 2));
    const auto cmyk = decodeFile(hostile("cmyk_icc.jpg"));
    ASSERT_TRUE(cmyk) << cmyk.error().message;
    EXPECT_TRUE(isColour(*cmyk, 32, 32, {200, 60, 60}, 3));
}

TEST(Decode, RoundsSixteenBitsAndShowsGray)
{
    NEEDS_HOSTILE_IMAGES();
    for (const std::string name : {"gray16.png", "rgb16.png"}) {
        const auto image = decodeFile(hostile(name));
        ASSERT_TRUE(image) << image.error().message;
        EXPECT_TRUE(isColour(*image, 47, 0, {94, 94, 94}, 1)) << name;
        EXPECT_TRUE(isColour(*image, 24, 32, {112, 112, 112}, 1)) << name;
    }
    const auto gray = decodeFile(hostile("gray.png"));
    ASSERT_TRUE(gray) << gray.error().message;
    EXPECT_TRUE(isColour(*gray, 47, 0, {168, 168, 168}, 0));
}

TEST(Decode, LaysTransparencyOverWhite)
{
    NEEDS_HOSTILE_IMAGES();
    const auto image = decodeFile(hostile("rgba.png"));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_TRUE(isColour(*image, 0, 0, {255, 255, 255}, 0));
    EXPECT_TRUE(isColour(*image, 47, 0, {196, 242, 196}, 1));
}

TEST(Decode, RefusesWhatIsTooLargeFromItsHeader)
{
    NEEDS_HOSTILE_IMAGES();
    decodeFile(hostile("gray.png")).value();
    for (const std::string name :
         {"bomb_30000x30000_gray1.png", "bomb_30000x30000_rgb8.png", "bomb_40000x40000_gray1.png",
          "hdr_only_100000x1.png", "jpg_65500.jpg"}) {
        if (!std::filesystem::exists(hostile(name)) && name.starts_with("bomb"))
            continue; // the larger ones are not in the repository
        EXPECT_TRUE(isRefused(hostile(name), ErrorCode::invalidInput, "200 megapixels"));
    }
}

TEST(Decode, ReadsAPictureWithAHugeCompressedText)
{
    LIKENESS_NEEDS_REFERENCE("hostile/images/ztxt_bomb.png");
    const auto image = decodeFile(hostile("ztxt_bomb.png"));
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, 64);
}

TEST(Decode, RefusesDamagedFiles)
{
    NEEDS_HOSTILE_IMAGES();
    decodeFile(hostile("gray.png")).value();
    for (const std::string name :
         {"trunc.jpg", "trunc_hdr.jpg", "truncated_idat.png", "zero_dim.png", "hdr_only_2e31.png"})
        EXPECT_TRUE(isRefused(hostile(name), ErrorCode::wrongFormat, "damaged or was cut off"));
}

TEST(Decode, RefusesEveryCutFile)
{
    NEEDS_HOSTILE_IMAGES();
    for (const std::string name :
         {"exif6.jpg", "prog.jpg", "exif6.png", "exif6.webp", "bmp.bmp", "exif6.tiff"}) {
        const std::string whole = contents(hostile(name));
        for (const double part : {0.02, 0.2, 0.5, 0.8, 0.9}) {
            const auto image = decodeBytes(
                bytesOf(whole.substr(0, static_cast<size_t>(whole.size() * part))), name);
            ASSERT_FALSE(image) << name << " cut to " << part;
            EXPECT_TRUE(isSentence(image.error(), ErrorCode::wrongFormat, name)) << part;
        }
    }
}

TEST(Decode, SurvivesFlippedBytes)
{
    NEEDS_HOSTILE_IMAGES();
    for (const std::string name : {"exif6.jpg", "exif6.png", "exif6.webp", "pal.png", "p3.jpg"}) {
        const std::string whole = contents(hostile(name));
        for (size_t i = 0; i < whole.size(); ++i) {
            std::string damaged = whole;
            damaged[i] = static_cast<char>(~damaged[i]);
            const auto image = decodeBytes(bytesOf(damaged), name);
            if (image)
                EXPECT_EQ(image->rgb.size(), size_t(image->width) * image->height * 3);
            else
                EXPECT_TRUE(image.error().message.starts_with(name)) << image.error().message;
        }
    }
}

TEST(Decode, SaysWhatAFileIsInstead)
{
    NEEDS_HOSTILE_IMAGES();
    EXPECT_TRUE(
        isRefused(hostile("text.jpg"), ErrorCode::wrongFormat, "is a text file, not a picture"));
    EXPECT_TRUE(isRefused(hostile("svg.svg"), ErrorCode::wrongFormat, "Export it as JPEG or PNG"));
    EXPECT_TRUE(isRefused(hostile("p3.icc"), ErrorCode::wrongFormat, "is not a picture"));
    const Folder folder;
    using namespace std::string_literals;
    const auto heic =
        folder.write("photo.heic", "\0\0\0\x18"s + "ftypheic"s + std::string(100, '\0'));
    EXPECT_TRUE(isRefused(heic, ErrorCode::wrongFormat, "HEIC"));
    const auto video =
        folder.write("clip.jpg", "\0\0\0\x18"s + "ftypisom"s + std::string(100, '\0'));
    EXPECT_TRUE(isRefused(video, ErrorCode::wrongFormat, "a video"));
}

TEST(Decode, RefusesWhatIsNotAPictureFile)
{
    const Folder folder;
    EXPECT_TRUE(isRefused(folder.path(), ErrorCode::invalidInput, "is a folder"));
    EXPECT_TRUE(isRefused(folder.path() / "none.jpg", ErrorCode::notFound, "There is no file"));
    EXPECT_TRUE(isRefused(folder.write("empty.png", ""), ErrorCode::invalidInput, "is empty"));
    ASSERT_EQ(::mkfifo((folder.path() / "pipe.png").c_str(), 0600), 0);
    EXPECT_TRUE(
        isRefused(folder.path() / "pipe.png", ErrorCode::invalidInput, "not an ordinary file"));
    EXPECT_TRUE(isSentence(decodeBytes({}).error(), ErrorCode::invalidInput,
                           "The pasted picture is empty"));
    if (::geteuid() == 0)
        return; // root may read everything
    const auto secret = folder.write("secret.png", "x");
    ::chmod(secret.c_str(), 0);
    EXPECT_TRUE(isRefused(secret, ErrorCode::io, "no permission"));
}

TEST(Decode, ReadsLargePhotos)
{
    // Larger than Qt's own limit of 128 MB lets through: 45 megapixels of 4 bytes.
    const Image photo(8192, 5464);
    const auto jpeg = images::encodeJpeg(photo);
    ASSERT_TRUE(jpeg);
    const auto image = decodeBytes(*jpeg);
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->width, 8192);
}

TEST(Decode, WorksInManyThreads)
{
    NEEDS_HOSTILE_IMAGES();
    std::vector<std::jthread> threads;
    std::array<int, 8> read{};
    for (size_t t = 0; t < read.size(); ++t)
        threads.emplace_back([&read, t] {
            for (int i = 0; i < 20; ++i)
                for (const std::string name :
                     {"exif6.jpg", "exif6.png", "exif6.webp", "exif6.tiff", "p3.jpg"})
                    read[t] += decodeFile(hostile(name)).has_value();
        });
    threads.clear();
    for (const int count : read)
        EXPECT_EQ(count, 100);
}

} // namespace
