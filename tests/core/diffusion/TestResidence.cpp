// One UNet and one VAE, whatever their weights wait in and whatever they compute in.
#include "core/base/CpuGuard.h"
#include "core/diffusion/Unet.h"
#include "core/diffusion/Vae.h"

#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

namespace likeness::diffusion {
namespace {

using weights::Placement;
using weights::Residence;
using weights::Weights;

// Before the first product in bf16: see CpuGuard.h.
const bool guarded = (base::guardCpuFeatures(), true);

Unet tinyUnet(Placement placement)
{
    return Unet(*UnetOptions::read(testing::referenceFile("tiny-sdxl/unet/config.json")),
                Weights(*weights::readSafetensors(
                            testing::referenceFile("tiny-sdxl/unet/diffusion_pytorch_model.safetensors")),
                        placement));
}

// Call "a" of the case, in another type.
at::Tensor answer(const Unet& unet, at::ScalarType dtype = at::kFloat)
{
    const auto file = testing::referenceCase("unet").tensors;
    const UnetConditioning conditioning{file.at("in.a.encoder_hidden_states").to(dtype),
                                        file.at("in.a.text_embeds").to(dtype), file.at("in.a.time_ids")};
    return unet.forward(file.at("in.a.sample").to(dtype), file.at("in.a.timestep"), conditioning).to(at::kFloat);
}

double relativeDifference(const at::Tensor& actual, const at::Tensor& wanted)
{
    return ((actual - wanted).norm() / wanted.norm()).item<double>();
}

class ResidenceReference : public ::testing::Test {
protected:
    void SetUp() override { LIKENESS_NEEDS_REFERENCE("cases/unet.safetensors"); }
};

TEST_F(ResidenceReference, OffloadedUnetGivesTheSameBits)
{
    const at::InferenceMode guard;
    const at::Tensor wanted = answer(tinyUnet({}));
    EXPECT_TRUE(at::equal(answer(tinyUnet({at::kFloat, at::kCPU, Residence::host})), wanted));
    EXPECT_TRUE(at::equal(answer(tinyUnet({at::kFloat, at::kCPU, Residence::asStored})), wanted));
}

TEST_F(ResidenceReference, Bf16AndIntegersStayNear)
{
    const at::InferenceMode guard;
    const at::Tensor wanted = testing::referenceCase("unet").tensors.at("out.a.sample");
    const double bf16 = relativeDifference(answer(tinyUnet({at::kBFloat16, at::kCPU}), at::kBFloat16), wanted);
    const double int8 = relativeDifference(answer(tinyUnet({at::kFloat, at::kCPU, Residence::int8})), wanted);
    RecordProperty("bf16", std::to_string(bf16));
    RecordProperty("int8", std::to_string(int8));
    EXPECT_LT(bf16, 0.012); // measured 0.0062
    EXPECT_LT(int8, 0.06); // measured 0.041
    EXPECT_GT(int8, 0) << "the weights did become integers";
}

TEST_F(ResidenceReference, VaeDecodesInBf16)
{
    const at::InferenceMode guard;
    const auto expected = testing::referenceCase("vae").tensors;
    const Vae vae(*VaeOptions::read(testing::referenceFile("tiny-sdxl/vae/config.json")),
                  Weights(*weights::readSafetensors(
                              testing::referenceFile("tiny-sdxl/vae/diffusion_pytorch_model.safetensors")),
                          {at::kBFloat16, at::kCPU}));
    const at::Tensor image = vae.decode(expected.at("in.decode0.z").to(at::kBFloat16)).to(at::kFloat);
    const double difference = relativeDifference(image, expected.at("out.decode0.image"));
    RecordProperty("bf16", std::to_string(difference));
    EXPECT_LT(difference, 0.04); // measured 0.021
}

} // namespace
} // namespace likeness::diffusion
