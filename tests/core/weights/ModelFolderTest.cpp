#include "core/weights/ModelFolder.h"

#include "core/weights/Safetensors.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

namespace likeness::weights {
namespace {

namespace fs = std::filesystem;

class ModelFolderTest : public ::testing::Test {
protected:
    ModelFolderTest()
    {
        std::string pattern = (fs::temp_directory_path() / "likeness-folder-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    ~ModelFolderTest() override
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    void write(const std::string& name, const std::string& tensor, float value) const
    {
        ASSERT_TRUE(writeSafetensors(folder / name, {{tensor, at::full({2}, value)}}));
    }
    void writeText(const std::string& name, const std::string& text) const
    {
        std::ofstream(folder / name) << text;
    }
    base::Result<TensorFile> read() const { return readModelFolder(folder, "model"); }

    fs::path folder;
};

TEST_F(ModelFolderTest, FindsTheHalfPrecisionVariant)
{
    EXPECT_THAT(read().error().message, ::testing::HasSubstr(folder.string()));
    write("model.fp16.safetensors", "a", 1);
    ASSERT_TRUE(read());
    EXPECT_EQ(read()->tensors.at("a")[0].item<float>(), 1);
    write("model.safetensors", "a", 2);
    EXPECT_EQ(read()->tensors.at("a")[0].item<float>(), 2) << "the full one comes first";
}

TEST_F(ModelFolderTest, JoinsTheFilesOfAnIndex)
{
    write("model-00001-of-00002.safetensors", "a", 1);
    write("model-00002-of-00002.safetensors", "b", 2);
    writeText("model.safetensors.index.json",
              R"({"metadata": {"total_size": 16}, "weight_map": {
                  "a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}})");
    const auto file = read();
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->tensors.size(), 2u);
    EXPECT_EQ(file->tensors.at("b")[1].item<float>(), 2);
    fs::remove(folder / "model-00002-of-00002.safetensors");
    EXPECT_THAT(read().error().message, ::testing::HasSubstr("model-00002-of-00002.safetensors"));
}

TEST_F(ModelFolderTest, AnIndexCannotLeadOutOfItsFolder)
{
    for (const char* name : {"../other.safetensors", "/etc/passwd", "..", ""}) {
        writeText("model.safetensors.index.json",
                  std::string(R"({"weight_map": {"a": ")") + name + "\"}}");
        EXPECT_EQ(read().error().code, base::ErrorCode::wrongFormat) << name;
    }
    for (const char* json :
         {"", "[]", "{}", R"({"weight_map": {}})", R"({"weight_map": {"a": 1}})"}) {
        writeText("model.safetensors.index.json", json);
        EXPECT_EQ(read().error().code, base::ErrorCode::wrongFormat) << json;
    }
}

} // namespace
} // namespace likeness::weights
