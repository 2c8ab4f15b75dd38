// Against diffusers' AutoencoderTiny (tests/reference/make_taesd_case.py).
#include "core/diffusion/Taesd.h"

#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>

namespace {

using namespace likeness;
using namespace likeness::diffusion;
using likeness::testing::isClose;
using ::testing::HasSubstr;
using weights::TensorMap;

struct Case {
    TensorMap decoder; // "1.weight", …
    at::Tensor latents, image;

    Case()
    {
        const auto tensors = [](const char* name) {
            return weights::readSafetensors(likeness::testing::testData(name))->tensors;
        };
        decoder = tensors("diffusion/taesd-decoder.safetensors");
        const TensorMap given = tensors("diffusion/taesd-case.safetensors");
        latents = given.at("in.latents");
        image = given.at("out.image");
    }

    // As diffusers' folder has them, with something of the encoder beside.
    TensorMap inFolderNames() const
    {
        TensorMap result;
        for (const auto& [name, tensor] : decoder) {
            const size_t dot = name.find('.');
            const std::string layer = std::to_string(std::stoi(name.substr(0, dot)) - 1);
            result["decoder.layers." + layer + name.substr(dot)] = tensor;
        }
        result["encoder.layers.0.weight"] = at::zeros({8, 3, 3, 3});
        return result;
    }
};

base::Result<Taesd> load(const TensorMap& tensors)
{
    const std::string path = ::testing::TempDir() + "likeness-taesd.safetensors";
    EXPECT_TRUE(weights::writeSafetensors(path, tensors));
    auto result = loadTaesd(path);
    std::filesystem::remove(path);
    return result;
}

TEST(Taesd, DecodesAsDiffusersDoes)
{
    const Case given;
    for (const TensorMap& form : {given.decoder, given.inFolderNames()}) {
        const auto taesd = load(form);
        ASSERT_TRUE(taesd) << taesd.error().message << taesd.error().context;
        EXPECT_EQ(taesd->options, (TaesdOptions{4, 8}));
        EXPECT_TRUE(isClose(taesd->decode(given.latents), given.image, 1e-4)); // of values up to 4
        const at::Tensor bytes = taesd->preview(given.latents);
        EXPECT_EQ(bytes.sizes(), (at::IntArrayRef{1, 32, 48, 3})) << "8 pixels per cell";
        const at::Tensor wanted = given.image.clamp(0, 1).mul(255).permute({0, 2, 3, 1});
        EXPECT_TRUE(isClose(bytes, wanted, 0.51));
    }
}

TEST(Taesd, AnyLatentGivesAPicture)
{
    const Case given;
    const auto taesd = load(given.decoder);
    ASSERT_TRUE(taesd);
    const at::Tensor strange = at::full({1, 4, 1, 1}, std::numeric_limits<float>::quiet_NaN());
    EXPECT_EQ(taesd->preview(strange).size(1), 8);
    EXPECT_THROW(taesd->decode(at::zeros({1, 16, 2, 2})), c10::Error);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_THROW(taesd->decode(given.latents, stop.get_token()), Cancelled);
}

TEST(Taesd, SaysWhatDoesNotFit)
{
    const Case given;
    TensorMap broken = given.decoder;
    broken.erase("7.weight");
    auto result = load(broken);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("1 tensors missing"));
    result = load({{"conv_in.weight", at::zeros({4, 4, 3, 3})}});
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr("no preview decoder"));
    EXPECT_FALSE(loadTaesd("/nowhere/taesd.safetensors"));
}

} // namespace
