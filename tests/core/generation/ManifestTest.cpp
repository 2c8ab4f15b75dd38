// Every key and shape of the real, full-size files (reference/manifests), through the same code that checks a file; and
// whether one bad key among them is found and named.
#include "core/generation/ManifestReport.h"

#include "core/weights/SingleFile.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

#include <fstream>
#include <random>

namespace likeness::generation {
namespace {

using testing::referenceFile;
using weights::Manifest;
using weights::TensorMap;

constexpr int tries = 200;

struct Listed {
    const char* name;
    const char* kind;
    // Names that the loader does not need, each a part of a name: whether they are there is the same to it.
    std::vector<std::string> notNeeded = {};
};

void PrintTo(const Listed& listed, std::ostream* out)
{
    *out << listed.name;
}

const std::vector<Listed>& manifests()
{
    static const std::vector<Listed> all = {
        {"sdxl_diffusers_unet_fp16", "SDXL UNet"},
        {"sdxl_diffusers_vae_fp16", "SDXL VAE"},
        {"sdxl_diffusers_text_encoder_fp16", "CLIP text encoder"},
        {"sdxl_diffusers_text_encoder_2_fp16", "CLIP text encoder"},
        {"sd_xl_base_1.0", "SDXL single-file checkpoint", {"position_ids", "logit_scale"}},
        {"sdxl_lightning_single", "SDXL single-file checkpoint", {"position_ids", "logit_scale"}},
        {"sdxl_lightning_unet", "SDXL UNet"},
        {"sdxl_lightning_lora", "LoRA"},
        {"pulid_v1.1", "PuLID v1.1 adapter"},
        {"pulid_v1", "PuLID v1 adapter"},
        {"ip_adapter_pulid_sdxl_fp16", "PuLID v1 adapter"},
        {"eva02_clip_l_336", "EVA02-CLIP picture encoder", {"text.", "logit_scale", "rope."}},
        {"glintr100", "ArcFace face recogniser"},
        {"taesdxl_decoder", "TAESD preview decoder"},
        {"taesdxl_diffusers", "TAESD preview decoder", {"encoder."}},
        {"taesdxl_encoder", "TAESD preview encoder", {""}}, // not used
        {"detection_resnet50_final", "RetinaFace face detector", {""}},
        {"parsing_bisenet", "BiSeNet face parser", {"num_batches_tracked"}},
    };
    return all;
}

Manifest read(const std::string& name)
{
    auto manifest = weights::readManifest(referenceFile("manifests/" + name + ".json.gz"));
    EXPECT_TRUE(manifest) << (manifest ? "" : manifest.error().message);
    return manifest ? *manifest : Manifest();
}

// One tensor less, under another name, or with another shape.
struct Mutation {
    enum { removed, renamed, reshaped } what = removed;
    std::string name, text;

    Mutation(const TensorMap& tensors, std::mt19937& random)
    {
        const auto pick = [&](size_t count) { return std::uniform_int_distribution<size_t>(0, count - 1)(random); };
        what = static_cast<decltype(what)>(pick(3));
        const auto at = std::next(tensors.begin(), static_cast<std::ptrdiff_t>(pick(tensors.size())));
        name = at->first;
        shape = at->second.sizes().vec();
        if (shape.empty())
            shape = {2};
        else
            ++shape[pick(shape.size())];
        newName = name;
        newName.insert(pick(newName.size() + 1), "x");
        text = std::string(what == removed ? "removed " : what == renamed ? "renamed " : "reshaped ") + name +
               (what == renamed ? " to " + newName : "");
    }

    void apply(TensorMap& tensors) const
    {
        const at::Tensor was = tensors.at(name);
        if (what == reshaped)
            tensors[name] = at::empty(shape, was.options());
        else
            tensors.erase(name);
        if (what == renamed)
            tensors[newName] = was;
    }

    bool isNamedIn(const CheckpointPart& part) const
    {
        const auto names = [&](const std::vector<std::string>& entries) {
            return std::ranges::any_of(entries, [&](const std::string& entry) {
                // "NAME (is …)"; of a LoRA "LAYER: up"
                const std::string known = entry.substr(0, std::min(entry.find(" ("), entry.find(": ")));
                return name == known || name.starts_with(known + ".");
            });
        };
        return what == reshaped ? names(part.misshaped) : names(part.missing);
    }

    std::vector<int64_t> shape;
    std::string newName;
};

// Whether an inspection, or its refusal, says which tensor is wrong.
bool tellsOf(const Mutation& mutation, const base::Result<CheckpointReport>& report)
{
    if (!report)
        return report.error().message.find("'" + mutation.name + "'") != std::string::npos;
    return std::ranges::any_of(report->parts,
                               [&](const CheckpointPart& part) { return mutation.isNamedIn(part); });
}

class Manifests : public ::testing::TestWithParam<Listed> {
protected:
    void SetUp() override { LIKENESS_NEEDS_REFERENCE("manifests"); }
};

TEST_P(Manifests, FitWithoutAnyMisfit)
{
    const auto report = inspectManifest(read(GetParam().name));
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->kind, GetParam().kind);
    for (const CheckpointPart& part : report->parts) {
        EXPECT_EQ(part.missing, std::vector<std::string>{}) << part.kind;
        EXPECT_EQ(part.unexpected, std::vector<std::string>{}) << part.kind;
        EXPECT_EQ(part.misshaped, std::vector<std::string>{}) << part.kind;
    }
}

TEST_P(Manifests, ABadKeyIsNamed)
{
    const Manifest whole = read(GetParam().name);
    std::mt19937 random(20261122);
    int needed = 0;
    for (int i = 0; i < tries; ++i) {
        const Mutation mutation(whole.tensors.tensors, random);
        Manifest broken = whole;
        mutation.apply(broken.tensors.tensors);
        const auto found = weights::differences(broken.tensors.tensors, whole.tensors.tensors);
        CheckpointPart compared;
        compared.missing = found.missing;
        compared.misshaped = found.misshaped;
        EXPECT_TRUE(mutation.isNamedIn(compared)) << "beside the manifest: " << mutation.text;
        const bool isNeeded = std::ranges::none_of(GetParam().notNeeded, [&](const std::string& part) {
            return mutation.name.find(part) != std::string::npos;
        });
        if (!isNeeded)
            continue;
        ++needed;
        if (broken.graph)
            mutation.apply(broken.graph->initialisers);
        EXPECT_TRUE(tellsOf(mutation, inspectManifest(broken))) << mutation.text;
    }
    RecordProperty("needed", needed);
}

INSTANTIATE_TEST_SUITE_P(Of, Manifests, ::testing::ValuesIn(manifests()), [](const auto& test) {
    std::string name = test.param.name;
    std::ranges::replace(name, '.', '_');
    return name;
});

TEST(ManifestList, HoldsEveryManifestThereIs)
{
    LIKENESS_NEEDS_REFERENCE("manifests");
    for (const auto& entry : std::filesystem::directory_iterator(referenceFile("manifests"))) {
        const std::string file = entry.path().filename().string();
        if (!file.ends_with(".json.gz"))
            continue;
        const auto manifest = weights::readManifest(entry.path());
        if (!manifest || manifest->tensors.tensors.empty())
            continue; // a table of names; a file whose tensors are not known
        const std::string name = file.substr(0, file.size() - 8);
        EXPECT_TRUE(std::ranges::any_of(manifests(), [&](const Listed& l) { return name == l.name; })) << name;
    }
}

TEST(ManifestFile, IsInspectedAndCompared)
{
    LIKENESS_NEEDS_REFERENCE("manifests");
    const auto file = referenceFile("manifests/taesdxl_decoder.json.gz");
    const auto report = inspectCheckpoint(file);
    ASSERT_TRUE(report) << report.error().message;
    EXPECT_EQ(report->kind, "TAESD preview decoder");
    EXPECT_EQ(report->parts.at(0).tensors, 67u);
    EXPECT_EQ(report->parts.at(0).bytes, 2u * 1'222'531) << "in bf16";
    const auto same = compareWithManifest(testing::testData("diffusion/taesd-decoder.safetensors"), file);
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_EQ(same->kind, "taesdxl_decoder.safetensors");
    EXPECT_EQ(same->missing.size() + same->unexpected.size(), 0u);
    EXPECT_EQ(same->misshaped.size(), 66u) << "it is smaller; all but one bias";
}

TEST(ManifestFile, BrokenOnesAreOneSentence)
{
    const std::string path = ::testing::TempDir() + "likeness-manifest.json";
    const auto refusal = [&](const std::string& text) {
        std::ofstream(path, std::ios::binary) << text;
        const auto manifest = weights::readManifest(path);
        return manifest ? std::string("accepted") : manifest.error().message;
    };
    using ::testing::HasSubstr;
    EXPECT_THAT(refusal("[]"), HasSubstr("not a JSON object"));
    EXPECT_THAT(refusal("{}"), HasSubstr("no \"tensors\""));
    EXPECT_THAT(refusal("\x1f\x8b damaged"), HasSubstr("not a JSON object"));
    for (const char* entry : {"1", R"({"dtype": "F16"})", R"({"dtype": "F99", "shape": [1]})",
                              R"({"dtype": "F16", "shape": [-1]})", R"({"dtype": "F16", "shape": [1e3]})",
                              R"({"dtype": "F16", "shape": [99999999999, 99999999999]})"})
        EXPECT_THAT(refusal(R"({"tensors": {"a.b": )" + std::string(entry) + "}}"), HasSubstr("'a.b'")) << entry;
    EXPECT_EQ(refusal(R"({"tensors": {"a": {"dtype": "F16|F32", "shape": []}}})"), "accepted");
    EXPECT_EQ(refusal(R"({"tensors": {"a": {"dtype": "F16", "shape": [0, 3]}}, "nodes": [{"op": 1}]})"), "accepted");
    std::filesystem::remove(path);
}

} // namespace
} // namespace likeness::generation
