// Prompts of several chunks, through the UNet and beside an identity.
#include "core/generation/PromptEncoding.h"

#include "core/generation/Pipeline.h"
#include "core/identity/Adapter.h"
#include "core/weights/ReadTensors.h"
#include "tests/core/testing/Reference.h"

#include <c10/core/InferenceMode.h>
#include <nlohmann/json.hpp>

namespace likeness::generation {
namespace {

using testing::isClose;
using testing::referenceCase;
using testing::referenceFile;

class LongPrompts : public ::testing::Test {
protected:
    void SetUp() override
    {
        LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
        ModelChoice choice;
        choice.model = referenceFile("tiny-sdxl");
        auto loaded = loadDiffusionModel(choice, {}, {});
        ASSERT_TRUE(loaded) << loaded.error().message;
        model = *loaded;
    }

    EncodedPrompts encode(const std::string& prompt, const std::string& negative) const
    {
        return encodePrompts(*model, {prompt, prompt}, PromptPair{negative, negative});
    }

    at::Tensor painted(const EncodedPrompts& prompts, const IdentityUse& use = {}) const
    {
        PaintSettings settings;
        settings.width = settings.height = 64;
        settings.guidance = 3;
        const auto sampler = [&] { return std::move(*diffusion::makeSampler("euler", model->schedule, 2)); };
        return paint(*model, prompts, settings, sampler, {use}, {}, {}).at(0);
    }

    const c10::InferenceMode inference;
    std::shared_ptr<const DiffusionModel> model;
};

TEST_F(LongPrompts, StandSideBySideAndAreFilledUp)
{
    const auto file = referenceCase("text_encoders");
    const auto prompts = nlohmann::json::parse(file.metadata.at("prompts")).get<std::vector<std::string>>();
    const at::Tensor& states = file.tensors.at("out.prompt_embeds"); // [4, 77, C], the last of the empty prompt
    const auto encoded = encode(prompts[0] + " BREAK " + prompts[1], prompts[2]);
    EXPECT_TRUE(isClose(encoded.positive.prompt_embeds[0], at::cat({states[0], states[1]}), 1e-4));
    EXPECT_TRUE(isClose(encoded.negative.prompt_embeds[0], at::cat({states[2], states[3]}), 1e-4));
    EXPECT_TRUE(isClose(encoded.positive.pooled[0], file.tensors.at("out.pooled")[0], 1e-4));
    EXPECT_TRUE(isClose(encoded.negative.pooled[0], file.tensors.at("out.pooled")[2], 1e-4));

    const auto absent = encodePrompts(*model, {prompts[0], prompts[0] + " BREAK " + prompts[1]}, std::nullopt);
    EXPECT_EQ(absent.positive.prompt_embeds.size(1), 154) << "the longer of both tokenizers' chunks";
    EXPECT_EQ(absent.negative.prompt_embeds.sizes(), absent.positive.prompt_embeds.sizes());
    EXPECT_EQ(absent.negative.prompt_embeds.abs().max().item<double>(), 0);
    EXPECT_EQ(encode("", std::string(300, '!')).positive.prompt_embeds.size(1), 77 * 4); // 300 tokens in tokenizer_2
}

TEST_F(LongPrompts, ReachThePicture)
{
    const at::Tensor one = painted(encode("a cat", "a dog"));
    const at::Tensor two = painted(encode("a cat BREAK in the snow", "a dog"));
    const at::Tensor other = painted(encode("a cat BREAK at night", "a dog"));
    EXPECT_TRUE(two.isfinite().all().item<bool>());
    EXPECT_FALSE(isClose(two, one, 1e-3));
    EXPECT_FALSE(isClose(two, other, 1e-3)) << "the second chunk counts";
    EXPECT_TRUE(painted(encode("a cat BREAK in the snow", "a dog")).equal(two));
    EXPECT_TRUE(painted(encode("a (cat:1) BREAK in the snow", "a dog")).equal(two));
    EXPECT_FALSE(isClose(painted(encode("a (cat:1.6) BREAK in the snow", "a dog")), two, 1e-3));
}

TEST_F(LongPrompts, LeaveTheIdentityItsPlace)
{
    LIKENESS_NEEDS_REFERENCE("tiny-pulid_v1.bin");
    const auto file = weights::readTensorFile(referenceFile("tiny-pulid_v1.bin"));
    ASSERT_TRUE(file);
    const auto adapter = identity::adapterFrom(*file, {}, {});
    ASSERT_TRUE(adapter) << adapter.error().message;
    const at::Tensor rows = referenceCase("sampling_v1").tensors.at("in.id_embedding");
    IdentityUse use{&adapter->attention, {rows.slice(0, 1, 2), rows.slice(0, 0, 1)}, {}};
    const auto prompts = encode("a cat BREAK in the snow BREAK at night", "a dog");
    const at::Tensor off = painted(prompts);
    EXPECT_FALSE(isClose(painted(prompts, use), off, 1e-3));
    use.settings.scale = 0;
    EXPECT_TRUE(painted(prompts, use).equal(off)) << "strength 0 is the base model, bit for bit";
}

} // namespace
} // namespace likeness::generation
