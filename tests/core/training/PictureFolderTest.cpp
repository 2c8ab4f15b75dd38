#include "core/training/PictureFolder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <unistd.h>

namespace likeness::training {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Folder : public ::testing::Test {
protected:
    void SetUp() override { fs::create_directories(folder); }
    void TearDown() override { fs::remove_all(folder.parent_path()); }
    void write(const std::string& name, const std::string& text) const
    {
        fs::create_directories((folder / name).parent_path());
        std::ofstream(folder / name, std::ios::binary) << text;
    }
    PictureFolder listed() const
    {
        auto list = listPictures(folder);
        if (!list)
            throw std::runtime_error(list.error().message);
        return *list;
    }

    const fs::path folder = fs::temp_directory_path() / ("likeness-folder-" + std::to_string(::getpid())) / "in";
};

TEST_F(Folder, GivesCaptionsBesideAndPersonsBelow)
{
    write("b.jpg", "");
    write("a.png", "");
    write("a.txt", "  a photo of\na person \n");
    write("anna/1.jpg", "");
    write("anna/summer/2.jpg", "");
    write("anna/1.txt", "on a bench");
    write(".thumbs/a.jpg", "");
    write("notes.md", "");
    const auto list = listed();
    std::vector<std::string> lines;
    for (const auto& p : list.pictures)
        lines.push_back(p.file.lexically_relative(folder).string() + "|" + p.caption + "|" + p.person);
    EXPECT_THAT(lines, ElementsAre("a.png|a photo of a person|", "anna/1.jpg|on a bench|anna", "anna/summer/2.jpg||anna",
                                   "b.jpg||"));
    EXPECT_TRUE(list.problems.empty());
    EXPECT_EQ(listPictures(folder.string() + "/")->pictures.size(), 4u);
}

TEST_F(Folder, GivesWhatAListSays)
{
    write("x.jpg", "");
    write("sub/y.jpg", "");
    write("list.jsonl", "{\"file\": \"sub/y.jpg\", \"caption\": \"a comic portrait\", \"person\": \"ben\"}\n\n"
                        "{\"file_name\": \"x.jpg\", \"text\": \"a photo\"}\n");
    const auto list = listed();
    ASSERT_EQ(list.pictures.size(), 2u);
    EXPECT_EQ(list.pictures[0].caption, "a comic portrait");
    EXPECT_EQ(list.pictures[0].person, "ben");
    EXPECT_EQ(list.pictures[1].caption, "a photo");
    EXPECT_EQ(list.pictures[1].person, "");
}

TEST_F(Folder, LeavesOutBadLinesAndNamesThem)
{
    write("x.jpg", "");
    write("../secret.jpg", "");
    write("list.jsonl", "{\"file\": \"x.jpg\"}\nno json\n[1]\n{\"caption\": \"c\"}\n{\"file\": 3}\n"
                        "{\"file\": \"../secret.jpg\"}\n{\"file\": \"" +
                            (folder.parent_path() / "secret.jpg").string() + "\"}\n{\"file\": \"gone.jpg\"}\n" +
                            std::string(20000, '[') + "\n");
    const auto list = listed();
    EXPECT_EQ(list.pictures.size(), 1u);
    ASSERT_EQ(list.problems.size(), 8u);
    EXPECT_THAT(list.problems[0], HasSubstr("line 2: this is no object"));
    EXPECT_THAT(list.problems[4], HasSubstr("line 6: '../secret.jpg' lies outside the folder"));
    EXPECT_THAT(list.problems[5], HasSubstr("lies outside the folder"));
    EXPECT_THAT(list.problems[6], HasSubstr("there is no file 'gone.jpg'"));
    EXPECT_THAT(list.problems[7], HasSubstr("line 9"));
}

TEST_F(Folder, LeavesOutACaptionThatIsABook)
{
    write("x.jpg", "");
    write("x.txt", std::string(100'000, 'a'));
    const auto list = listed();
    EXPECT_EQ(list.pictures[0].caption, "");
    ASSERT_EQ(list.problems.size(), 1u);
    EXPECT_THAT(list.problems[0], HasSubstr("x.txt"));
}

TEST_F(Folder, SaysWhatIsWrongWithIt)
{
    const auto empty = listPictures(folder);
    ASSERT_FALSE(empty);
    EXPECT_THAT(empty.error().message, HasSubstr("holds no pictures"));
    EXPECT_EQ(listPictures(folder / "none").error().code, base::ErrorCode::notFound);
    write("a.jsonl", "");
    write("b.jsonl", "");
    EXPECT_THAT(listPictures(folder).error().message, HasSubstr("several lists"));
    EXPECT_THAT(listPictures(folder / "a.jsonl").error().message, HasSubstr("is no folder"));
}

} // namespace
} // namespace likeness::training
