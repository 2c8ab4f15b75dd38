#include "core/text/TextConditioning.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>
#include <nlohmann/json.hpp>

namespace {

using namespace likeness;
using likeness::testing::isClose;
using likeness::testing::referenceCase;
using likeness::testing::referenceFile;

constexpr double tolerance = 1e-4; // fp32 against fp64 differs by 7e-6 of 10.5

text::SdxlTextEncoders tinyEncoders()
{
    auto encoders = text::loadSdxlTextEncoders(referenceFile("tiny-sdxl"));
    if (!encoders)
        throw std::runtime_error(encoders.error().message + "\n" + encoders.error().context);
    return *encoders;
}

void expectHiddenStates(const text::TextEncoding& encoding, const weights::TensorMap& c,
                        const std::string& prefix)
{
    for (size_t i = 0; i < encoding.hidden_states.size(); ++i)
        EXPECT_TRUE(isClose(encoding.hidden_states[i], c.at(prefix + "hidden." + std::to_string(i)),
                            tolerance))
            << i;
    EXPECT_TRUE(isClose(encoding.last_hidden_state, c.at(prefix + "last_hidden_state"), tolerance));
}

TEST(ClipTextEncoder, MatchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto c = referenceCase("text_encoders").tensors;
    const auto encoders = tinyEncoders();
    expectHiddenStates(encoders.text_encoder.forward(c.at("in.pos.ids_1")), c, "out.pos.te1.");
    const auto wide = encoders.text_encoder_2.forward(c.at("in.pos.ids_2"));
    expectHiddenStates(wide, c, "out.pos.te2.");
    EXPECT_TRUE(isClose(wide.text_embeds, c.at("out.pos.te2.text_embeds"), tolerance));
}

TEST(ClipTextEncoder, SplitsHeads)
{
    LIKENESS_NEEDS_REFERENCE("tiny-text-encoder-2-heads");
    const auto c = referenceCase("text_encoder_2_heads").tensors;
    const auto encoder = text::loadClipTextEncoder(referenceFile("tiny-text-encoder-2-heads"));
    ASSERT_TRUE(encoder) << encoder.error().message;
    const auto encoding = encoder->forward(c.at("in.ids"));
    expectHiddenStates(encoding, c, "out.");
    EXPECT_TRUE(isClose(encoding.text_embeds, c.at("out.text_embeds"), tolerance));
}

TEST(TextConditioning, MatchesTheReference)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto c = referenceCase("text_encoders").tensors;
    const auto encoders = tinyEncoders();
    const auto positive = encoders.encode(c.at("in.pos.ids_1"), c.at("in.pos.ids_2"));
    EXPECT_TRUE(isClose(positive.prompt_embeds, c.at("out.prompt_embeds"), tolerance));
    EXPECT_TRUE(isClose(positive.pooled, c.at("out.pooled"), tolerance));
    const auto negative = encoders.encode(c.at("in.neg.ids_1"), c.at("in.neg.ids_2"));
    EXPECT_TRUE(isClose(negative.prompt_embeds, c.at("out.negative_prompt_embeds"), tolerance));
    EXPECT_TRUE(isClose(negative.pooled, c.at("out.negative_pooled"), tolerance));
}

TEST(TextConditioning, TokenIdsOfSeveralPromptsAreRows)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto file = referenceCase("text_encoders");
    const auto prompts =
        nlohmann::json::parse(file.metadata.at("prompts")).get<std::vector<std::string>>();
    const auto tokenizer = text::ClipTokenizer::read(referenceFile("tiny-sdxl/tokenizer_2"));
    ASSERT_TRUE(tokenizer) << tokenizer.error().message;
    EXPECT_TRUE(isClose(text::tokenIds(*tokenizer, prompts), file.tensors.at("in.pos.ids_2"), 0));
}

TEST(TextConditioning, AnAbsentNegativePromptIsZeros)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto c = referenceCase("text_encoders").tensors;
    const auto absent = tinyEncoders().absent(1);
    EXPECT_TRUE(isClose(absent.prompt_embeds, c.at("out.no_negative.negative_prompt_embeds"), 0));
    EXPECT_TRUE(isClose(absent.pooled, c.at("out.no_negative.negative_pooled"), 0));
}

TEST(TextConditioning, SkipsLayersAndTakesTwoPrompts)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto c = referenceCase("text_encoders").tensors;
    const auto both = tinyEncoders().encode(c.at("in.pos.ids_1").slice(0, 0, 1),
                                            c.at("in.pos.ids_2").slice(0, 1, 2),
                                            /*clip_skip=*/1);
    const auto expected = c.at("out.two_prompts_clip_skip_1.prompt_embeds");
    EXPECT_TRUE(isClose(both.prompt_embeds.expand_as(expected), expected, tolerance));
    const auto pooled = c.at("out.two_prompts_clip_skip_1.pooled");
    EXPECT_TRUE(isClose(both.pooled.expand_as(pooled), pooled, tolerance));
}

TEST(TextConditioning, RefusesToSkipMoreLayersThanThereAre)
{
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl/text_encoder/model.safetensors");
    LIKENESS_NEEDS_REFERENCE("tiny-sdxl");
    const auto encoders = tinyEncoders();
    const auto ids = at::zeros({1, 77}, at::kLong);
    EXPECT_THROW(encoders.encode(ids, ids, 99), c10::Error);
}

TEST(TextConditioning, TimeIdsAreHeightBeforeWidth)
{
    const auto ids = text::timeIds({1, 2, 3, 4, 5, 6});
    EXPECT_TRUE(isClose(ids, at::arange(1, 7, at::kFloat).unsqueeze(0), 0));
}

TEST(ClipTextEncoder, AcceptsNamesWithoutTheModelPrefix)
{
    LIKENESS_NEEDS_REFERENCE("tiny-text-encoder-2-heads");
    const auto folder = referenceFile("tiny-text-encoder-2-heads");
    auto file = *weights::readSafetensors(folder / "model.safetensors");
    weights::TensorFile bare{file.path, {}, {}};
    for (const auto& [name, tensor] : file.tensors)
        bare.tensors[name.rfind("text_model.", 0) == 0 ? name.substr(11) : name] = tensor;
    const auto options = *text::ClipTextOptions::read(folder / "config.json");
    const weights::Weights w(bare);
    const text::ClipTextEncoder encoder(w, options);
    EXPECT_TRUE(w.check("a text encoder"));
    const auto c = referenceCase("text_encoder_2_heads").tensors;
    EXPECT_TRUE(
        isClose(encoder.forward(c.at("in.ids")).text_embeds, c.at("out.text_embeds"), tolerance));
}

text::ClipTextOptions smallOptions()
{
    text::ClipTextOptions o;
    o.vocab_size = 40;
    o.hidden_size = o.projection_dim = 16;
    o.intermediate_size = 32;
    o.num_hidden_layers = 2;
    o.num_attention_heads = 2;
    o.withProjection = true;
    return o;
}

TEST(ClipTextEncoder, TrainsFromScratchUnderPublicNames)
{
    at::manual_seed(1);
    const auto w = weights::Weights::fresh([](const std::string&, at::IntArrayRef shape) {
        return at::randn(shape).mul_(0.2).requires_grad_();
    });
    const text::ClipTextEncoder encoder(w, smallOptions());
    const auto encoding = encoder.forward(at::randint(0, 40, {2, 77}, at::kLong));
    (encoding.text_embeds.square().sum() + encoding.hidden_states[1].square().sum()).backward();
    const auto parameters = w.taken();
    EXPECT_TRUE(parameters.count("text_model.encoder.layers.1.self_attn.q_proj.weight"));
    EXPECT_TRUE(parameters.count("text_projection.weight"));
    for (const auto& [name, tensor] : parameters)
        EXPECT_TRUE(tensor.grad().defined()) << name;
}

TEST(ClipTextEncoder, PoolsAtTheConfiguredEndToken)
{
    auto options = smallOptions();
    const auto w = weights::Weights::fresh(
        [](const std::string&, at::IntArrayRef shape) { return at::randn(shape); });
    const auto ids = at::tensor(at::ArrayRef<int64_t>{1, 7, 39, 5, 39, 7}).view({1, 6});
    const auto highest = text::ClipTextEncoder(w, options).forward(ids);
    EXPECT_TRUE(isClose(highest.pooled[0], highest.last_hidden_state[0][2], 0));
    options.eos_token_id = 7;
    const auto chosen = text::ClipTextEncoder(w, options).forward(ids);
    EXPECT_TRUE(isClose(chosen.pooled[0], chosen.last_hidden_state[0][1], 0));
}

TEST(ClipTextOptions, WritesWhatItReads)
{
    auto options = smallOptions();
    options.hidden_act = text::Activation::gelu;
    const auto again = text::ClipTextOptions::parse(options.json(), "config.json");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->json(), options.json());
    EXPECT_TRUE(again->withProjection);
}

TEST(ClipTextOptions, NamesTheFieldThatIsWrong)
{
    const auto message = [](const char* json) {
        const auto result = text::ClipTextOptions::parse(json, "config.json");
        return result ? std::string("accepted") : result.error().message;
    };
    EXPECT_THAT(message(R"({"hidden_size": "wide"})"), ::testing::HasSubstr("'hidden_size'"));
    EXPECT_THAT(message(R"({"num_hidden_layers": -3})"),
                ::testing::HasSubstr("'num_hidden_layers'"));
    EXPECT_THAT(message(R"({"vocab_size": 1e30})"), ::testing::HasSubstr("'vocab_size'"));
    EXPECT_THAT(message(R"({"vocab_size": 18446744073709551615})"),
                ::testing::HasSubstr("'vocab_size'"));
    EXPECT_THAT(message(R"({"num_attention_heads": 7})"), ::testing::HasSubstr("multiple"));
    EXPECT_THAT(message(R"({"hidden_act": "relu"})"), ::testing::HasSubstr("relu"));
    EXPECT_THAT(message("[1]"), ::testing::HasSubstr("not the JSON"));
    EXPECT_THAT(message(""), ::testing::HasSubstr("not the JSON"));
}

TEST(ClipTextEncoder, SaysWhatIsMissingInAFolder)
{
    const auto result = text::loadClipTextEncoder("/nowhere/text_encoder");
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, base::ErrorCode::notFound);
}

} // namespace
