#include "core/base/Folders.h"

#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace likeness::base {
namespace {

TEST(Folders, AreMadeWithThoseAboveThem)
{
    const auto root = std::filesystem::temp_directory_path() / ("likeness-folders-" + std::to_string(::getpid()));
    EXPECT_TRUE(makeFolder(root / "a/b"));
    EXPECT_TRUE(makeFolder(root / "a/b")) << "it may be there already";
    EXPECT_TRUE(std::filesystem::is_directory(root / "a/b"));
    std::ofstream(root / "file") << "not a folder";
    const auto refused = makeFolder(root / "file/c");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::io);
    EXPECT_NE(refused.error().message.find((root / "file/c").string()), std::string::npos);
    EXPECT_NE(refused.error().message.find("Choose another folder"), std::string::npos);
    std::filesystem::remove_all(root);
}

} // namespace
} // namespace likeness::base
