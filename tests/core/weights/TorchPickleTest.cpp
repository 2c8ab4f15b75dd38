#include "core/weights/TorchPickle.h"

#include "core/weights/Pickle.h"
#include "tests/core/testing/Reference.h"
#include "tests/core/weights/TemporaryFile.h"

#include <gmock/gmock.h>

namespace {

using namespace likeness;
using likeness::testing::bytesOf;
using likeness::testing::referenceFile;
using likeness::testing::TemporaryFile;
using ::testing::HasSubstr;
using weights::readTorchFile;

std::string outcome(const std::filesystem::path& path)
{
    const auto file = readTorchFile(path);
    return file ? std::string("accepted") : file.error().message;
}

// file in hostile/pickle → part of the sentence, or "accepted"
const std::map<std::string, std::string> hostile = {
    {"01_dict_ok.pt", "accepted"},
    {"02_ordereddict_top.pt", "accepted"},
    {"03_ordereddict_metadata_BUILD.pt", "accepted"},
    {"04_storage_numel_lies_1M.pt", "more or fewer numbers"},
    {"05_size_exceeds_storage.pt", "reaches beyond"},
    {"07_offset_past_end.pt", "reaches beyond"},
    {"08_stride_huge.pt", "reaches beyond"},
    {"10_negative_size.pt", "reaches beyond"},
    {"11_memo_bomb.pt", "no named tensors"},
    {"14_os_system.pt", "asks to run 'posix.system'"},
    {"15_long1_5bytes.pt", "no named tensors"},
    {"16_proto4.pt", "no named tensors"},
    {"17_param.pt", "accepted"},
    {"19_empty_stack_stop.pt", "damaged"},
    {"22_dict_none_val.pt", "no named tensors"},
    {"24_deep_tuple.pt", "nested more deeply"},
    {"25_zipbomb_record.pt", "compressed"},
    {"26_bad_version.pt", "newer torch"},
    {"27_cuda_device.pt", "accepted"},
    {"28_bf16.pt", "accepted"},
    {"29_nested_state_dict.pt", "accepted"},
    {"33_not_zip.pt", "damaged"},
    {"34_empty.pt", "empty"},
};

TEST(TorchPickle, GivesTensorsOrOneSentenceForEveryCraftedFile)
{
    LIKENESS_NEEDS_REFERENCE("hostile/pickle/24_deep_tuple.pt");
    LIKENESS_NEEDS_REFERENCE("hostile/pickle");
    int seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(referenceFile("hostile/pickle"))) {
        const auto expected = hostile.find(entry.path().filename());
        ASSERT_NE(expected, hostile.end()) << entry.path();
        EXPECT_THAT(outcome(entry.path()), HasSubstr(expected->second)) << entry.path();
        ++seen;
        const auto file = readTorchFile(entry.path());
        if (!file)
            continue;
        ASSERT_EQ(file->tensors.size(), 1u) << entry.path();
        const auto& [name, tensor] = *file->tensors.begin();
        EXPECT_EQ(name, "w");
        EXPECT_TRUE(tensor.to(at::kFloat).isfinite().all().item<bool>());
    }
    EXPECT_EQ(seen, static_cast<int>(hostile.size()));
}

TEST(TorchPickle, BothContainersGiveTheSameTensors)
{
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet.pth");
    const auto legacy = readTorchFile(referenceFile("tiny-bisenet.pth"));
    const auto zip = readTorchFile(referenceFile("tiny-bisenet-zip.pth"));
    ASSERT_TRUE(legacy) << legacy.error().message;
    ASSERT_TRUE(zip) << zip.error().message;
    ASSERT_EQ(legacy->tensors.size(), 191u);
    ASSERT_EQ(zip->tensors.size(), 191u);
    for (const auto& [name, tensor] : legacy->tensors) {
        ASSERT_TRUE(zip->tensors.count(name)) << name;
        EXPECT_TRUE(tensor.equal(zip->tensors.at(name))) << name;
    }
    EXPECT_EQ(legacy->tensors.at("cp.resnet.bn1.num_batches_tracked").scalar_type(), at::kLong);
}

TEST(TorchPickle, ReadsTheIdentityFiles)
{
    LIKENESS_NEEDS_REFERENCE("tiny-eva02-clip.pt");
    const auto eva = readTorchFile(referenceFile("tiny-eva02-clip.pt"));
    ASSERT_TRUE(eva) << eva.error().message;
    EXPECT_EQ(eva->tensors.at("visual.patch_embed.proj.weight").scalar_type(), at::kHalf);
    EXPECT_EQ(eva->tensors.at("logit_scale").dim(), 0);
    const auto pulid = readTorchFile(referenceFile("tiny-pulid_v1.bin"));
    ASSERT_TRUE(pulid) << pulid.error().message;
    for (const auto& [name, tensor] : pulid->tensors)
        EXPECT_THAT(name, ::testing::StartsWith("id_adapter"));
}

TEST(TorchPickle, SurvivesEveryTruncation)
{
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet.pth");
    for (const char* name :
         {"tiny-bisenet.pth", "tiny-bisenet-zip.pth", "hostile/pickle/01_dict_ok.pt"}) {
        const TemporaryFile file(bytesOf(referenceFile(name)));
        const size_t whole = std::filesystem::file_size(file.path());
        for (size_t size = whole - 1; size > 0; size -= size > 30000 ? 997 : size > 800 ? 23 : 1) {
            std::filesystem::resize_file(file.path(), size);
            EXPECT_FALSE(readTorchFile(file.path())) << name << " cut to " << size;
        }
    }
}

TEST(TorchPickle, SurvivesFlippedBits)
{
    LIKENESS_NEEDS_REFERENCE("hostile/pickle/29_nested_state_dict.pt");
    for (const char* name : {"hostile/pickle/29_nested_state_dict.pt", "tiny-bisenet.pth"}) {
        TemporaryFile file(bytesOf(referenceFile(name)));
        const size_t size = std::filesystem::file_size(file.path());
        for (size_t bit = 0; bit < std::min<size_t>(size, 25000) * 8; bit += size < 1000 ? 1 : 61) {
            file.flip(bit);
            const auto result = readTorchFile(file.path());
            for (const auto& [key, tensor] : result ? result->tensors : weights::TensorMap())
                EXPECT_TRUE(tensor.sum().defined()) << key; // touches every element
            file.flip(bit);
        }
    }
}

// The older container around a pickle written by hand; every storage has `count` floats 0, 1, 2, ….
std::string legacyFile(const std::string& object, const std::string& keys, int count)
{
    std::string bytes(
        "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e\x80\x02M\xe9\x03.\x80\x02}.",
        25);
    bytes += object + keys;
    const std::int64_t count64 = count;
    bytes.append(reinterpret_cast<const char*>(&count64), 8);
    for (int i = 0; i < count; ++i) {
        const auto value = static_cast<float>(i);
        bytes.append(reinterpret_cast<const char*>(&value), 4);
    }
    return bytes;
}

std::string pickled(const std::string& text)
{
    return "X" + std::string(1, static_cast<char>(text.size())) + std::string(3, '\0') + text;
}

// A 2×2 tensor over storage "7" of six floats, from the second on, transposed.
std::string tensor()
{
    return "ctorch._utils\n_rebuild_tensor_v2\n((" + pickled("storage") + "ctorch\nFloatStorage\n" +
           pickled("7") + pickled("cuda:3") + "K\x06NtQK\x01K\x02K\x02\x86K\x01K\x02\x86\x89)tR";
}

std::string keys()
{
    return "\x80\x02](" + pickled("7") + "e.";
}

TEST(TorchPickle, RespectsOffsetsAndStrides)
{
    const TemporaryFile file(legacyFile("\x80\x02}(" + pickled("a") + tensor() + "u.", keys(), 6));
    const auto read = readTorchFile(file.path());
    ASSERT_TRUE(read) << read.error().message;
    const at::Tensor expected = at::tensor(at::ArrayRef<float>{1, 3, 2, 4}).view({2, 2});
    EXPECT_TRUE(read->tensors.at("a").equal(expected)) << read->tensors.at("a");
}

TEST(TorchPickle, JoinsNestedNamesAndNamesWhatItSkips)
{
    const std::string callback = "cpytorch_lightning.callbacks\nCheckpoint\n)R";
    const TemporaryFile file(legacyFile("\x80\x02}(" + pickled("callbacks") + callback +
                                            pickled("image_proj") + "}(" + pickled("a") + tensor() +
                                            "u" + pickled("epoch") + "K\x05u.",
                                        keys(), 6));
    const auto read = readTorchFile(file.path());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->tensors.size(), 1u);
    EXPECT_TRUE(read->tensors.count("image_proj.a"));
    EXPECT_EQ(read->metadata.at("skipped"), "pytorch_lightning.callbacks.Checkpoint");
}

TEST(TorchPickle, RefusesWhatAsksToRunSomething)
{
    for (const std::string call : {"cos\nsystem\n", "cbuiltins\neval\n", "csubprocess\nPopen\n"}) {
        const TemporaryFile file(legacyFile("\x80\x02}(" + pickled("a") + tensor() + pickled("b") +
                                                call + pickled("1") + "\x85Ru.",
                                            keys(), 6));
        EXPECT_THAT(outcome(file.path()), HasSubstr("asks to run")) << call;
    }
    // Python 3.11 writes enumerations with getattr, which is harmless here: it is not called.
    const TemporaryFile file(legacyFile("\x80\x02}(" + pickled("a") + tensor() + pickled("b") +
                                            "cbuiltins\ngetattr\n" + pickled("1") + "\x85Ru.",
                                        keys(), 6));
    EXPECT_EQ(outcome(file.path()), "accepted");
}

TEST(TorchPickle, TakesOffTheWrapperAndThePrefixOfAllNames)
{
    const TemporaryFile file(legacyFile("\x80\x02}(" + pickled("optimizer") + "}" +
                                            pickled("model") + "}(" + pickled("module.a") +
                                            tensor() + "uu.",
                                        keys(), 6));
    const auto read = readTorchFile(file.path());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(read->tensors.count("a"));
}

TEST(TorchPickle, RefusesADictionaryThatHoldsItself)
{
    // d = {}; d["a"] = d, remembered under 0
    const TemporaryFile file(legacyFile("\x80\x02}q\x01" + pickled("a") + "h\x01s.", keys(), 6));
    EXPECT_THAT(outcome(file.path()), HasSubstr("nested more deeply"));
}

TEST(TorchPickle, RefusesDictionariesThatMultiply)
{
    // twenty levels, each naming the one below ten times
    std::string object = "\x80\x02}q\x01";
    for (int level = 0; level < 20; ++level) {
        const std::string below(1, static_cast<char>(level + 1)),
            here(1, static_cast<char>(level + 2));
        object += "}q" + here + "(";
        for (int i = 0; i < 10; ++i)
            object += pickled(std::string(1, static_cast<char>('a' + i))) + "h" + below;
        object += "u";
    }
    const TemporaryFile file(legacyFile(object + ".", keys(), 6));
    EXPECT_THAT(outcome(file.path()), HasSubstr("nested more deeply"));
}

TEST(Pickle, ReadsNumbersOfEveryKind)
{
    const auto integer = [](const std::string& body) {
        const std::string text = body + ".";
        const auto pickle = weights::readPickle(std::as_bytes(std::span(text.data(), text.size())));
        return pickle ? pickle->at(pickle->root).integer : -999;
    };
    EXPECT_EQ(integer("K\xff"), 255);
    EXPECT_EQ(integer("J\xff\xff\xff\xff"), -1);
    EXPECT_EQ(integer(std::string("\x8a\x05\0\0\0\0\x02", 7)), 8589934592);
    EXPECT_EQ(integer("\x8a\x01\xfe"), -2);
    EXPECT_EQ(integer(std::string("\x8a\x00", 2)), 0);
    EXPECT_EQ(integer("\x8a\x08\xff\xff"), -999); // cut short
}

} // namespace
