#include "core/images/Decode.h"
#include "core/images/Encode.h"
#include "tests/cli/Program.h"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace likeness::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

nlohmann::json readJson(const std::filesystem::path& path)
{
    return nlohmann::json::parse(std::ifstream(path));
}

TEST(Identify, WritesTheFaceAndItsCrops)
{
    const TemporaryFolder folder;
    const Ran ran = runCli(
        {"identify", samplePhoto(), "--json", folder / "faces.json", "--out", folder / "crops"});
    ASSERT_EQ(ran.exitCode, 0) << ran.err;
    const auto faces = readJson(folder / "faces.json").at("faces");
    ASSERT_EQ(faces.size(), 1U);
    const auto& face = faces[0];
    EXPECT_EQ(face.at("landmarks").size(), 68U);
    EXPECT_EQ(face.at("points5").size(), 5U);
    EXPECT_TRUE(face.at("confidence").is_number());
    // The astronaut's face lies at about (170..280, 60..180) of 512 x 512.
    const auto box = face.at("box").get<std::vector<double>>();
    ASSERT_EQ(box.size(), 4U);
    EXPECT_NEAR(box[0] + box[2] / 2, 224, 25);
    EXPECT_NEAR(box[1] + box[3] / 2, 118, 30);
    for (const auto& point : face.at("points5")) {
        EXPECT_NEAR(point[0].get<double>(), 224, 60);
        EXPECT_NEAR(point[1].get<double>(), 118, 60);
    }
    for (const auto& [name, side] :
         {std::pair("aligned", 512), {"arcface", 112}, {"encoder", 512}}) {
        const auto crop =
            images::decodeFile(folder / "crops" / ("face_1_" + std::string(name) + ".png"));
        ASSERT_TRUE(crop) << name;
        EXPECT_EQ(crop->width, side);
        EXPECT_EQ(crop->height, side);
    }
}

TEST(Identify, WritesTheSameBytesAgain)
{
    const Ran once = runCli({"identify", samplePhoto()});
    EXPECT_EQ(once.exitCode, 0);
    EXPECT_THAT(once.out, HasSubstr("\"faces\""));
    EXPECT_EQ(once.out, runCli({"identify", samplePhoto()}).out);
}

// Each of these is a mistake of the user's: one sentence with the file's name, exit code 2, nothing
// written.
void expectRefused(const TemporaryFolder& folder, const std::string& photo,
                   const std::string& words)
{
    const Ran ran =
        runCli({"identify", photo, "--json", folder / "faces.json", "--out", folder / "crops"});
    EXPECT_EQ(ran.exitCode, 2) << photo;
    EXPECT_THAT(ran.err, HasSubstr(words));
    EXPECT_THAT(ran.err, HasSubstr(std::filesystem::path(photo).filename().string()));
    EXPECT_EQ(std::count(ran.err.begin(), ran.err.end(), '\n'), 1) << ran.err;
    EXPECT_FALSE(std::filesystem::exists(folder / "faces.json"));
    EXPECT_FALSE(std::filesystem::exists(folder / "crops"));
}

std::string firstBytes(const std::string& path, size_t count)
{
    std::string bytes(count, '\0');
    std::ifstream(path, std::ios::binary).read(bytes.data(), static_cast<std::streamsize>(count));
    return bytes;
}

TEST(Identify, RefusesWhatIsNoPicture)
{
    const TemporaryFolder folder;
    expectRefused(folder, folder.file("text.jpg", "I am not a photo.\n"), "");
    expectRefused(folder, folder.file("empty.png", ""), "");
    expectRefused(folder, folder.file("cut.jpg", firstBytes(samplePhoto(), 9000)), "");
    std::filesystem::create_directory(folder / "folder.jpg");
    expectRefused(folder, folder / "folder.jpg", "");
    expectRefused(folder, folder / "nowhere.jpg", "");
}

TEST(Identify, RefusesATruncatedPng)
{
    const TemporaryFolder folder;
    const auto photo = images::decodeFile(samplePhoto());
    ASSERT_TRUE(photo);
    ASSERT_TRUE(images::writePng(folder / "whole.png", *photo));
    expectRefused(folder, folder.file("half.png", firstBytes(folder / "whole.png", 100'000)), "");
}

TEST(Identify, SaysThatThereIsNoFace)
{
    const TemporaryFolder folder;
    images::Image sky(256, 256);
    std::fill(sky.rgb.begin(), sky.rgb.end(), std::uint8_t(140));
    ASSERT_TRUE(images::writePng(folder / "sky.png", sky));
    expectRefused(folder, folder / "sky.png", "face");
}

TEST(Identify, WritesNothingWhereItMayNot)
{
    const TemporaryFolder folder;
    const std::string file = folder.file("file", "");
    const Ran json = runCli({"identify", samplePhoto(), "--json", file + "/faces.json"});
    EXPECT_NE(json.exitCode, 0);
    EXPECT_THAT(json.err, HasSubstr(file));
    const Ran out =
        runCli({"identify", samplePhoto(), "--json", folder / "faces.json", "--out", file});
    EXPECT_NE(out.exitCode, 0);
    EXPECT_THAT(out.err, HasSubstr(file));
    EXPECT_FALSE(std::filesystem::exists(folder / "faces.json"));
}

} // namespace
} // namespace likeness::testing
