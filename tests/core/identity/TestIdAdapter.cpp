#include "core/identity/IdEncoder.h"
#include "core/identity/IdFormer.h"

#include "core/weights/Safetensors.h"
#include "core/weights/TorchPickle.h"
#include "tests/core/testing/CaseTolerance.h"
#include "tests/core/testing/Reference.h"

namespace likeness::identity {
namespace {

using testing::toleranceOf;

using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;
using weights::Weights;

// The references of the case: condition [1, D] and five hidden states [1, T, C] each.
struct References {
    weights::TensorFile file = referenceCase("id_adapter");

    at::Tensor condition(int reference) const
    {
        return file.tensors.at("in.id_cond_" + std::to_string(reference));
    }
    std::vector<at::Tensor> hidden(int reference) const
    {
        std::vector<at::Tensor> result;
        for (int scale = 0; scale < 5; ++scale)
            result.push_back(file.tensors.at("in.hidden_" + std::to_string(reference) + "_" +
                                             std::to_string(scale)));
        return result;
    }
    ::testing::AssertionResult matches(const at::Tensor& actual, const std::string& name) const
    {
        return isClose(actual, file.tensors.at("out." + name), toleranceOf(file, "out." + name))
               << " " << name;
    }
};

std::vector<at::Tensor> joined(const std::vector<std::vector<at::Tensor>>& hidden, int64_t axis)
{
    std::vector<at::Tensor> result;
    for (size_t scale = 0; scale < hidden[0].size(); ++scale) {
        std::vector<at::Tensor> parts;
        for (const auto& reference : hidden)
            parts.push_back(reference[scale]);
        result.push_back(at::cat(parts, axis));
    }
    return result;
}

TEST(IdFormer, matchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.1.safetensors");
    const References r;
    auto file = weights::readSafetensors(referenceFile("tiny-pulid_v1.1.safetensors"));
    ASSERT_TRUE(file) << file.error().message;
    const Weights w = Weights(*file) / "id_adapter";
    const IdFormer former(w, idFormerOptionsOf(w));
    EXPECT_TRUE(w.check("PuLID v1.1"));

    EXPECT_TRUE(r.matches(former.forward(r.condition(0), r.hidden(0)), "v1_1.single"));
    const at::Tensor three =
        at::stack({r.condition(0), r.condition(1), r.condition(2)}, 1); // [1, 3, D]
    EXPECT_TRUE(r.matches(former.forward(three, joined({r.hidden(0), r.hidden(1), r.hidden(2)}, 1)),
                          "v1_1.three"));
    EXPECT_TRUE(r.matches(former.forward(at::cat({r.condition(0), r.condition(1)}),
                                         joined({r.hidden(0), r.hidden(1)}, 0)),
                          "v1_1.batch2"));
    std::vector<at::Tensor> zeros;
    for (const auto& state : r.hidden(0))
        zeros.push_back(at::zeros_like(state));
    EXPECT_TRUE(r.matches(former.forward(at::zeros_like(r.condition(0)), zeros), "v1_1.uncond"));
}

TEST(IdFormer, isMadeFreshReadBackAndTrained)
{
    at::manual_seed(1);
    const IdFormerOptions options{.conditionWidth = 80,
                                  .evaWidth = 48,
                                  .dim = 64,
                                  .queries = 6,
                                  .idTokens = 3,
                                  .heads = 2,
                                  .depth = 5,
                                  .feedForward = 96,
                                  .idHidden = {52, 28},
                                  .mappingHidden = 40,
                                  .outputWidth = 72};
    const Weights fresh = Weights::fresh([](const std::string&, at::IntArrayRef shape) {
        return at::randn(shape).mul_(0.1).set_requires_grad(true);
    });
    const IdFormer made(fresh, options);
    const Weights file(weights::TensorFile{"", fresh.taken(), {}});
    ASSERT_EQ(idFormerOptionsOf(file), options);
    const IdFormer read(file, options);
    EXPECT_TRUE(file.check("PuLID v1.1"));

    const std::vector<at::Tensor> hidden(5, at::randn({2, 10, 48}));
    const at::Tensor tokens = made.forward(at::randn({2, 80}), hidden);
    EXPECT_EQ(tokens.sizes(), at::IntArrayRef({2, 6, 72}));
    (tokens * at::randn({2, 6, 72})).sum().backward();
    for (const auto& [name, tensor] : fresh.taken())
        EXPECT_TRUE(tensor.grad().defined()) << name;
}

TEST(IdEncoder, matchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.bin");
    const References r;
    auto file = weights::readTorchFile(referenceFile("tiny-pulid_v1.bin"));
    ASSERT_TRUE(file) << file.error().message;
    const Weights w = Weights(*file) / "id_adapter";
    const IdEncoder encoder(w, idEncoderOptionsOf(w));
    EXPECT_TRUE(w.check("PuLID v1"));

    EXPECT_TRUE(r.matches(encoder.forward(r.condition(0), r.hidden(0)), "v1.single"));
    std::vector<at::Tensor> zeros;
    for (const auto& state : r.hidden(0))
        zeros.push_back(at::zeros_like(state));
    EXPECT_TRUE(r.matches(encoder.forward(at::zeros_like(r.condition(0)), zeros), "v1.uncond"));
}

TEST(IdEncoder, isMadeFreshReadBackAndTrained)
{
    at::manual_seed(1);
    const IdEncoderOptions options{80, 48, 3, {56, 44}, 40, {36, 32}, 72};
    const Weights fresh = Weights::fresh([](const std::string&, at::IntArrayRef shape) {
        return at::randn(shape).mul_(0.1).set_requires_grad(true);
    });
    const IdEncoder made(fresh, options);
    const Weights file(weights::TensorFile{"", fresh.taken(), {}});
    ASSERT_EQ(idEncoderOptionsOf(file), options);
    const IdEncoder read(file, options);
    EXPECT_TRUE(file.check("PuLID v1"));

    const std::vector<at::Tensor> hidden(5, at::randn({2, 10, 48}));
    const at::Tensor tokens = made.forward(at::randn({2, 80}), hidden);
    EXPECT_EQ(tokens.sizes(), at::IntArrayRef({2, 8, 72}));
    (tokens * at::randn({2, 8, 72})).sum().backward();
    for (const auto& [name, tensor] : fresh.taken())
        EXPECT_TRUE(tensor.grad().defined()) << name;
}

} // namespace
} // namespace likeness::identity
