// Pictures decoded and encoded strip by strip are those of a whole pass, and no seam shows.
#include "core/diffusion/VaeStrips.h"

#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

namespace likeness::diffusion {
namespace {

using weights::Residence;
using weights::Weights;

class VaeStripsTest : public ::testing::Test {
protected:
    void SetUp() override { LIKENESS_NEEDS_REFERENCE("tiny-sdxl/vae/config.json"); }

    static Vae tinyVae(weights::Placement placement = {})
    {
        return Vae(*VaeOptions::read(testing::referenceFile("tiny-sdxl/vae/config.json")),
                   Weights(*weights::readSafetensors(
                               testing::referenceFile("tiny-sdxl/vae/diffusion_pytorch_model.safetensors")),
                           placement));
    }
};

double largestDifference(const at::Tensor& a, const at::Tensor& b)
{
    return (a - b).abs().max().item<double>();
}

// Pictures are -1..1, so one step of 255 is 2/255; the limit of 2/255 of the whole range is 4/255. Measured: 4e-6.
constexpr double tolerance = 2e-5;

TEST_F(VaeStripsTest, DecodesAsAWholePassDoes)
{
    const at::InferenceMode guard;
    at::manual_seed(5);
    const Vae vae = tinyVae();
    for (const auto& [h, w] : {std::pair<int64_t, int64_t>{24, 16}, {13, 9}, {1, 1}, {3, 40}}) {
        const at::Tensor z = at::randn({2, 4, h, w}) * 5;
        const at::Tensor whole = vae.decode(z);
        for (const int64_t cells : {int64_t(1), int64_t(1000), int64_t(1) << 16})
            EXPECT_LT(largestDifference(decodeInStrips(vae, z, {cells}), whole), tolerance)
                << h << "x" << w << ", strips of " << cells;
    }
}

TEST_F(VaeStripsTest, EncodesAsAWholePassDoes)
{
    const at::InferenceMode guard;
    at::manual_seed(6);
    const Vae vae = tinyVae();
    for (const auto& [h, w] : {std::pair<int64_t, int64_t>{96, 64}, {71, 83}, {8, 8}}) {
        const at::Tensor images = at::rand({1, 3, h, w}) * 2 - 1;
        const at::Tensor whole = vae.encode(images);
        for (const int64_t cells : {int64_t(1), int64_t(500), int64_t(1) << 16})
            EXPECT_LT(largestDifference(encodeInStrips(vae, images, {cells}), whole), 10 * tolerance) // of about 16
                << h << "x" << w << ", strips of " << cells;
    }
}

TEST_F(VaeStripsTest, GivesTheSameWhateverWeightsWaitIn)
{
    const at::InferenceMode guard;
    at::manual_seed(7);
    const at::Tensor z = at::randn({1, 4, 12, 10});
    EXPECT_TRUE(at::equal(decodeInStrips(tinyVae({at::kFloat, at::kCPU, Residence::host}), z, {200}),
                          decodeInStrips(tinyVae(), z, {200})));
}

TEST_F(VaeStripsTest, KeepsItsInputAndStops)
{
    const at::InferenceMode guard;
    const Vae vae = tinyVae();
    const at::Tensor z = at::ones({1, 4, 8, 8}), copy = z.clone();
    decodeInStrips(vae, z);
    EXPECT_TRUE(at::equal(z, copy));
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(decodeInStrips(vae, z, {}, stop.get_token()), Cancelled);
    EXPECT_THROW(decodeInStrips(vae, at::ones({1, 3, 8, 8})), c10::Error);
}

} // namespace
} // namespace likeness::diffusion
