#include "core/weights/ReadTensors.h"

#include "tests/core/testing/Reference.h"
#include "tests/core/weights/TemporaryFile.h"

#include <gmock/gmock.h>

namespace {

using namespace likeness;
using likeness::testing::bytesOf;
using likeness::testing::referenceFile;
using likeness::testing::TemporaryFile;
using ::testing::HasSubstr;
using weights::readTensorFile;
using weights::TensorContainer;

std::string sentence(const std::string& bytes)
{
    const TemporaryFile file(bytes);
    const auto read = readTensorFile(file.path());
    return read ? std::string("accepted") : read.error().message;
}

TEST(ReadTensors, FindsTheKindInTheContentWhateverTheName)
{
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet.pth");
    LIKENESS_NEEDS_REFERENCE("tiny-arcface.onnx");
    const std::pair<const char*, TensorContainer> files[] = {
        {"tiny-vae-ldm.safetensors", TensorContainer::safetensors},
        {"tiny-pulid_v1.bin", TensorContainer::torchZip},
        {"tiny-bisenet.pth", TensorContainer::torchLegacy},
        {"tiny-arcface.onnx", TensorContainer::onnx},
        {"tiny-scrfd.onnx", TensorContainer::onnx},
    };
    for (const auto& [name, container] : files) {
        const TemporaryFile nameless(bytesOf(referenceFile(name)));
        EXPECT_EQ(*weights::containerOf(nameless.path()), container) << name;
        const auto read = readTensorFile(nameless.path());
        ASSERT_TRUE(read) << read.error().message;
        EXPECT_GT(read->tensors.size(), 10u);
        EXPECT_EQ(read->path, nameless.path().string());
    }
}

TEST(ReadTensors, SaysWhatAFileIsInstead)
{
    EXPECT_THAT(sentence(""), HasSubstr("is empty"));
    EXPECT_THAT(sentence("Dear model,\nplease work.\n"), HasSubstr("is a text file"));
    EXPECT_THAT(sentence("{\"a\": 1}"), HasSubstr("is a text file"));
    EXPECT_THAT(sentence("version https://git-lfs.github.com/spec/v1\n"), HasSubstr("pointer"));
    EXPECT_THAT(sentence("<!DOCTYPE html><html>"), HasSubstr("web page"));
    EXPECT_THAT(sentence("\x89PNG\r\n\x1a\n...."), HasSubstr("picture"));
    EXPECT_THAT(sentence("GGUF...."), HasSubstr("GGUF"));
    EXPECT_THAT(sentence("PK\x03\x04 and then nothing of use"), HasSubstr("PyTorch"));
    EXPECT_THAT(sentence("\x80\x02}."), HasSubstr("pickle"));
    EXPECT_THAT(sentence(std::string(100, '\x01')), HasSubstr("not a model file"));
    EXPECT_THAT(readTensorFile(std::filesystem::temp_directory_path()).error().message,
                HasSubstr("is a folder"));
    EXPECT_EQ(readTensorFile("/nowhere/model.bin").error().code, base::ErrorCode::notFound);
}

} // namespace
