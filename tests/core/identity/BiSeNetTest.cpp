#include "core/identity/BiSeNet.h"

#include "core/identity/FaceEncoders.h"
#include "core/identity/FaceFeatures.h"
#include "core/identity/Identity.h"
#include "core/weights/ReadTensors.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"
#include "tests/core/weights/TemporaryFile.h"

#include <gmock/gmock.h>

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;
using likeness::testing::TemporaryFile;
using ::testing::HasSubstr;

images::Image imageOf(const at::Tensor& bgr) // [H, W, 3]
{
    const at::Tensor rgb = bgr.flip(2).contiguous();
    images::Image image(static_cast<int>(rgb.size(1)), static_cast<int>(rgb.size(0)));
    std::copy_n(rgb.const_data_ptr<std::uint8_t>(), rgb.numel(), image.rgb.begin());
    return image;
}

TEST(BiSeNet, MatchesTheReferenceInBothContainers)
{
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet.pth");
    LIKENESS_NEEDS_REFERENCE("cases/bisenet.safetensors");
    const auto file = referenceCase("bisenet");
    for (const char* name : {"tiny-bisenet.pth", "tiny-bisenet-zip.pth"}) {
        const auto model = openBiSeNet(referenceFile(name));
        ASSERT_TRUE(model) << model.error().message;
        const auto logits = model->forward(file.tensors.at("in.normalised"), ParserHeads::all);
        ASSERT_EQ(logits.size(), 3u);
        const auto quarter = [](const at::Tensor& x) {
            return x.slice(2, 0, x.size(2), 4).slice(3, 0, x.size(3), 4);
        };
        for (const auto& [what, actual] : {std::pair("out.logits", logits[0]),
                                           {"out.logits16_half", quarter(logits[1])},
                                           {"out.logits32_half", quarter(logits[2])}})
            EXPECT_TRUE(isClose(actual, file.tensors.at(what), toleranceOf(file, what))) << what;
        const at::Tensor differ = logits[0].argmax(1).ne(file.tensors.at("out.labels"));
        EXPECT_LE(differ.to(at::kDouble).mean().item<double>(), 0.001);
        EXPECT_EQ(model->forward(file.tensors.at("in.normalised")).size(), 1u);
    }
}

TEST(BiSeNet, ItsInputMatchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("cases/face_features.safetensors");
    const auto file = referenceCase("face_features");
    const at::Tensor input = parserInput(imageOf(file.tensors.at("in.aligned_bgr")));
    const at::Tensor eighth = input.slice(2, 0, input.size(2), 8).slice(3, 0, input.size(3), 8);
    EXPECT_TRUE(
        isClose(eighth, file.tensors.at("out.parse_input"), toleranceOf(file, "out.parse_input")));
}

// The labels of the chain's aligned faces, through the interface that core/faces uses.
TEST(BiSeNet, KeepsFaceAndHairAsTheReferenceDoes)
{
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet.pth");
    LIKENESS_NEEDS_REFERENCE("cases/identity_chain.safetensors");
    const auto file = referenceCase("identity_chain");
    const auto parser = faceParser(*openBiSeNet(referenceFile("tiny-bisenet.pth")));
    EXPECT_EQ(parser->name(), "BiSeNet");
    for (const int64_t i : {0, 1}) {
        const auto mask = parser->faceAndHair(imageOf(file.tensors.at("in.aligned_512_bgr")[i]));
        const at::Tensor expected = keptLabels(file.tensors.at("out.labels_" + std::to_string(i)));
        ASSERT_EQ(static_cast<int64_t>(mask.value.size()), expected.numel());
        const at::Tensor kept = at::from_blob(const_cast<std::uint8_t*>(mask.value.data()),
                                              expected.sizes(), at::kByte);
        EXPECT_LE(kept.ge(128).ne(expected).sum().item<int64_t>(), 262) << "0.1 % of the pixels";
    }
}

// From aligned faces to tokens with our own labels: a few near-ties may flip, hence 0.05
// (PULID.md).
TEST(BiSeNet, TheWholeChainToTokensMatchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet.pth");
    LIKENESS_NEEDS_REFERENCE("tiny-eva02-clip.pt");
    LIKENESS_NEEDS_REFERENCE("cases/identity_chain.safetensors");
    const auto file = referenceCase("identity_chain");
    const auto parser = faceParser(*openBiSeNet(referenceFile("tiny-bisenet.pth")));
    const auto encoders =
        *openFaceEncoders(referenceFile("tiny-arcface.onnx"), referenceFile("tiny-eva02-clip.pt"));
    const auto adapter = *openAdapter(referenceFile("tiny-pulid_v1.1.safetensors"), {}, {});
    std::vector<ReferenceFeatures> references;
    for (const int64_t i : {0, 1}) {
        faces::FaceCrop crop{imageOf(file.tensors.at("in.aligned_512_bgr")[i]),
                             imageOf(file.tensors.at("in.aligned_112_bgr")[i]),
                             {},
                             {},
                             ""};
        crop.kept512 = parser->faceAndHair(crop.aligned512);
        references.push_back(readReference(encoders.arcFace, encoders.eva, crop));
    }
    EXPECT_TRUE(isClose(embedIdentity(adapter, {references[0]}).conditional,
                        file.tensors.at("out.v1_1.one_aa"), 0.05));
    EXPECT_TRUE(isClose(embedIdentity(adapter, references).conditional,
                        file.tensors.at("out.v1_1.two_aa"), 0.05));
}

TEST(BiSeNet, EveryNameThatIsMissingIsReported)
{
    LIKENESS_NEEDS_REFERENCE("tiny-bisenet-zip.pth");
    const auto whole = *weights::readTensorFile(referenceFile("tiny-bisenet-zip.pth"));
    const TemporaryFile place;
    for (const auto& [name, tensor] : whole.tensors) {
        if (name.find("num_batches_tracked") != std::string::npos)
            continue;
        const bool often = name.find("conv_out") == 0 || name.find("ffm") == 0 ||
                           name.find("downsample") != std::string::npos;
        if (!often)
            continue;
        weights::TensorMap fewer = whole.tensors;
        fewer.erase(name);
        ASSERT_TRUE(weights::writeSafetensors(place.path(), fewer));
        const auto model = openBiSeNet(place.path());
        ASSERT_FALSE(model) << name;
        EXPECT_THAT(model.error().message + model.error().context, HasSubstr(name));
    }
    const auto other = openBiSeNet(referenceFile("tiny-arcface.onnx"));
    ASSERT_FALSE(other);
    EXPECT_THAT(other.error().message, HasSubstr("tiny-arcface.onnx"));
}

} // namespace
} // namespace likeness::identity
