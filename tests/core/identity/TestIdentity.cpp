#include "core/identity/Identity.h"

#include "core/identity/FaceEncoders.h"
#include "core/identity/Likeness.h"
#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;

template <typename T> T orThrow(base::Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().message);
    return *std::move(result);
}

Adapter tinyAdapter(AdapterVersion version)
{
    const char* name =
        version == AdapterVersion::v1 ? "tiny-pulid_v1.bin" : "tiny-pulid_v1.1.safetensors";
    return orThrow(openAdapter(referenceFile(name), {}, {}));
}

// The references of the case id_adapter.
std::vector<ReferenceFeatures> givenReferences(const weights::TensorFile& file)
{
    std::vector<ReferenceFeatures> result;
    for (int r = 0; file.tensors.count("in.id_cond_" + std::to_string(r)) > 0; ++r) {
        const at::Tensor& condition = file.tensors.at("in.id_cond_" + std::to_string(r));
        ReferenceFeatures features{condition.slice(1, 0, 512), condition.slice(1, 512), {}};
        for (int scale = 0; scale < 5; ++scale)
            features.hidden.push_back(
                file.tensors.at("in.hidden_" + std::to_string(r) + "_" + std::to_string(scale)));
        result.push_back(std::move(features));
    }
    return result;
}

TEST(Identity, eachVersionJoinsReferencesAsTheReferenceDoes)
{
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.bin");
    const auto file = referenceCase("id_adapter");
    const auto expectMatch = [&file](const at::Tensor& actual, const std::string& name) {
        EXPECT_TRUE(isClose(actual, file.tensors.at(name), toleranceOf(file, name))) << name;
    };
    const auto references = givenReferences(file);
    ASSERT_GE(references.size(), 2u);
    const std::vector<ReferenceFeatures> first = {references[0]};

    const Adapter v1_1 = tinyAdapter(AdapterVersion::v1_1);
    expectMatch(embedIdentity(v1_1, first).conditional, "out.v1_1.single");
    expectMatch(embedIdentity(v1_1, references).conditional, "out.v1_1.three");
    expectMatch(embedIdentity(v1_1, references).unconditional, "out.v1_1.uncond");

    const Adapter v1 = tinyAdapter(AdapterVersion::v1);
    expectMatch(embedIdentity(v1, first).conditional, "out.v1.single");
    const auto rows = [](const IdentityEmbedding& e) {
        return at::cat({e.unconditional, e.conditional});
    };
    expectMatch(rows(embedIdentity(v1, references)), "out.v1.auxiliary");
    expectMatch(rows(embedIdentity(v1, references, ReferenceMix::all)), "out.v1.id_mix");
}

// The case's crop `index`, its mask made from the given labels.
faces::FaceCrop cropOf(const weights::TensorFile& file, int64_t index)
{
    const auto image = [&](const std::string& name) {
        const at::Tensor rgb = file.tensors.at(name)[index].flip(2).contiguous();
        images::Image result(static_cast<int>(rgb.size(1)), static_cast<int>(rgb.size(0)));
        std::copy_n(rgb.data_ptr<std::uint8_t>(), rgb.numel(), result.rgb.begin());
        return result;
    };
    faces::FaceCrop crop{image("in.aligned_512_bgr"), image("in.aligned_112_bgr"), {}, {}, "given"};
    const at::Tensor kept =
        keptLabels(file.tensors.at("out.labels_" + std::to_string(index))).to(at::kByte).mul(255);
    crop.kept512 = {crop.aligned512.width,
                    crop.aligned512.height,
                    {kept.data_ptr<std::uint8_t>(), kept.data_ptr<std::uint8_t>() + kept.numel()}};
    return crop;
}

TEST(Identity, theChainFromCropsToTokensMatchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/identity_chain.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-eva02-clip.pt");
    const auto file = referenceCase("identity_chain");
    const auto expectMatch = [&file](const at::Tensor& actual, const std::string& name) {
        EXPECT_TRUE(isClose(actual, file.tensors.at(name), toleranceOf(file, name))) << name;
    };
    const ArcFace arcFace = orThrow(openArcFace(referenceFile("tiny-arcface.onnx")));
    const EvaClip eva = orThrow(openEvaClip(referenceFile("tiny-eva02-clip.pt")));
    const Adapter v1 = tinyAdapter(AdapterVersion::v1);
    const Adapter v1_1 = tinyAdapter(AdapterVersion::v1_1);
    ASSERT_TRUE(checkFits(v1, arcFace.options, eva.options));
    ASSERT_TRUE(checkFits(v1_1, arcFace.options, eva.options));

    for (const Antialias antialias : {Antialias::with, Antialias::without}) {
        const std::string end = antialias == Antialias::with ? "_aa" : "_noaa";
        std::vector<ReferenceFeatures> references;
        for (int64_t i = 0; i < 2; ++i)
            references.push_back(readReference(arcFace, eva, cropOf(file, i), antialias));
        expectMatch(references[0].condition(), "out.id_cond_0" + end);
        EXPECT_TRUE(isClose(references[1].face, file.tensors.at("out.arcface").slice(0, 1, 2),
                            3e-5)); // as in arcface
        expectMatch(embedIdentity(v1_1, {references[0]}).conditional, "out.v1_1.one" + end);
        expectMatch(embedIdentity(v1_1, references).conditional, "out.v1_1.two" + end);
        expectMatch(embedIdentity(v1_1, references).unconditional, "out.v1_1.uncond");
        expectMatch(embedIdentity(v1, {references[0]}).conditional, "out.v1.one" + end);
    }
}

TEST(Identity, encodersOfAnotherModelAreRefused)
{
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.1.safetensors");
    const Adapter adapter = tinyAdapter(AdapterVersion::v1_1);
    const auto fits = checkFits(adapter, ArcFaceOptions{}, EvaClipOptions{.width = 64});
    ASSERT_FALSE(fits);
    EXPECT_EQ(fits.error().code, base::ErrorCode::invalidInput);
}

TEST(Likeness, isTheCosineRowByRow)
{
    const at::Tensor a = at::tensor({3.f, 4.f, 1.f, 0.f, 1.f, 0.f}).view({3, 2});
    const at::Tensor b = at::tensor({6.f, 8.f, 0.f, 5.f, -2.f, 0.f}).view({3, 2});
    EXPECT_TRUE(isClose(cosine(a, b), at::tensor({1.f, 0.f, -1.f}), 1e-6));
    EXPECT_THROW(cosine(a, b.slice(0, 1)), c10::Error);
}

} // namespace
} // namespace likeness::identity
