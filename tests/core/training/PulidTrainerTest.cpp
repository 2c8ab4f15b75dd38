// The stages on a small set: what learns, what does not, and that the gradients are those of the losses.
#include "core/training/DiffusionLoss.h"
#include "core/training/FastBranch.h"
#include "core/training/PulidTrainer.h"
#include "tests/core/training/SmallWorld.h"

#include "core/faces/Align.h"
#include "core/portraits/Caption.h"

#include <gtest/gtest.h>

namespace likeness::training {
namespace {

struct World : testing::SmallWorld {
    static FacePoints face(int64_t) { return {{{24, 26}, {40, 26}, {32, 34}, {26, 42}, {38, 42}}}; }
    PulidData data{painter, vae, arcFace, face, face};
};

class Pulid : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        const at::NoGradGuard noGradients;
        world = std::make_unique<World>();
    }
    static void TearDownTestSuite() { world.reset(); }

    PulidTraining training(PulidStage stage) const
    {
        PulidTraining t;
        t.stage = stage;
        t.options = world->options.painter;
        t.options.text.vocab_size = world->options.vocabulary;
        t.start = world->weights;
        t.rows.batch = 2;
        t.rows.captionDrop = 0;
        t.fastBatch = 1;
        t.fastSteps = 2;
        t.differentiated = 2;
        t.workers = 1;
        return t;
    }
    // A painter whose adapter collects gradients.
    Painter painter(weights::TensorMap& adapter) const
    {
        weights::TensorFile file;
        for (const auto& [name, tensor] : world->weights) {
            file.tensors[name] = tensor.clone();
            if (name.starts_with("id_adapter"))
                adapter[name] = file.tensors[name].set_requires_grad(true);
        }
        return Painter(weights::Weights(std::move(file)), world->options.painter);
    }
    PulidLossParts lossOf(const Painter& painter, PulidStage stage) const
    {
        Random random(9, 9);
        return pulidLoss(painter, world->data, training(stage), random);
    }
    static double norm(const at::Tensor& gradient) { return gradient.defined() ? gradient.norm().item<double>() : 0; }

    static inline std::unique_ptr<World> world;
};

constexpr const char* valueWeights = "id_adapter_attn_layers.5.id_to_v.weight";
constexpr const char* encoderWeights = "id_adapter.proj_out";

TEST_F(Pulid, EachStageAddsItsLosses)
{
    weights::TensorMap adapter;
    const Painter p = painter(adapter);
    const auto first = lossOf(p, PulidStage::textToImage), naive = lossOf(p, PulidStage::naiveId);
    const auto second = lossOf(p, PulidStage::identity), third = lossOf(p, PulidStage::alignment);
    EXPECT_FALSE(first.identity.defined());
    EXPECT_TRUE(naive.identity.defined());
    EXPECT_FALSE(second.semantic.defined());
    ASSERT_TRUE(third.semantic.defined() && third.layout.defined());
    EXPECT_GT(third.layout.item<double>(), 0);
    // The same draws: what the stages share is the same.
    EXPECT_EQ(first.total.item<double>(), second.diffusion.item<double>());
    EXPECT_EQ(second.identity.item<double>(), third.identity.item<double>());
    EXPECT_NEAR(third.total.item<double>(),
                (third.diffusion + third.identity + 0.6 * third.semantic + 0.1 * third.layout).item<double>(), 1e-5);
}

// The paper's way: the identity loss has a prompt of its own, the pair is painted with others.
TEST_F(Pulid, TheIdentityLossMayHaveItsOwnPrompt)
{
    weights::TensorMap adapter;
    const Painter p = painter(adapter);
    const auto lossOf = [&](const std::string& prompt, const std::string& others) {
        auto t = training(PulidStage::alignment);
        t.identityPrompt = prompt;
        if (!others.empty())
            t.alignmentPrompts = {others};
        Random random(9, 9);
        return pulidLoss(p, world->data, t, random);
    };
    const auto captions = this->lossOf(p, PulidStage::alignment);
    const auto first = lossOf("a photo", "a person"), second = lossOf("a person", "a person");
    const auto third = lossOf("a photo", "a photo of a person"), fourth = lossOf("a photo", "");
    EXPECT_EQ(first.diffusion.item<double>(), captions.diffusion.item<double>());
    EXPECT_NE(first.identity.item<double>(), second.identity.item<double>());
    EXPECT_EQ(first.semantic.item<double>(), second.semantic.item<double>());
    EXPECT_EQ(first.identity.item<double>(), third.identity.item<double>());
    EXPECT_NE(first.layout.item<double>(), third.layout.item<double>());
    EXPECT_NE(first.layout.item<double>(), fourth.layout.item<double>());

    first.identity.backward();
    EXPECT_GT(norm(adapter.at(valueWeights).grad()), 0);
    adapter.at(valueWeights).mutable_grad() = at::Tensor();
    first.semantic.backward();
    EXPECT_GT(norm(adapter.at(valueWeights).grad()), 0);
}

TEST_F(Pulid, NoisyTimestepsCanBePreferred)
{
    const at::NoGradGuard noGradients;
    const Painter p(weights::Weights({"", world->weights, {}}), world->options.painter);
    const auto weightOf = [&](double noisyShare) { // 1 / sigma² tells the noise level
        Random draws(4, 4), random(8, 8);
        const auto rows = drawRows(world->painter, {.batch = 64}, draws);
        return denoise(p, world->painter, rows, random, noisyShare).weight;
    };
    const double quarter =
        1 / (1 - world->schedule.alphasCumprod[750].item<double>()); // of the first timestep of the noisiest quarter
    EXPECT_LT(weightOf(0).le(quarter).sum().item<int64_t>(), 32);
    EXPECT_EQ(weightOf(1).le(quarter).sum().item<int64_t>(), 64);
}

// A decoder under no-grad or a detached identity would cut this silently.
TEST_F(Pulid, TheFaceLossReachesTheAdapterThroughTheDecodedPicture)
{
    for (const auto stage : {PulidStage::naiveId, PulidStage::identity}) {
        weights::TensorMap adapter;
        const Painter p = painter(adapter);
        lossOf(p, stage).identity.backward();
        for (const char* part : {valueWeights, encoderWeights}) {
            const auto found = std::find_if(adapter.begin(), adapter.end(),
                                            [&](const auto& entry) { return entry.first.starts_with(part); });
            ASSERT_NE(found, adapter.end());
            EXPECT_GT(norm(found->second.grad()), 0) << part;
        }
    }
}

TEST_F(Pulid, GradientsAreThoseOfTheLosses)
{
    for (const auto member : {&PulidLossParts::identity, &PulidLossParts::semantic, &PulidLossParts::layout}) {
        weights::TensorMap adapter;
        const Painter p = painter(adapter);
        (lossOf(p, PulidStage::alignment).*member).backward();
        at::Tensor& weight = adapter.at(valueWeights);
        const at::Tensor gradient = weight.grad();
        ASSERT_GT(norm(gradient), 0);
        const at::Tensor direction = gradient / gradient.norm();
        const at::NoGradGuard noGradients;
        const double h = 2e-3 * weight.norm().item<double>();
        double sides[2];
        for (const int side : {0, 1}) {
            weight.add_(direction, side ? -2 * h : h);
            sides[side] = (lossOf(p, PulidStage::alignment).*member).item<double>();
        }
        weight.add_(direction, h);
        const double slope = (sides[0] - sides[1]) / (2 * h);
        EXPECT_NEAR(slope, norm(gradient), 0.05 * norm(gradient));
    }
}

TEST_F(Pulid, TheLightningBranchPaintsItsTwinWithoutIdentity)
{
    weights::TensorMap adapter;
    const Painter p = painter(adapter);
    const at::NoGradGuard noGradients;
    Random random(3, 3);
    const auto rows = drawRows(world->painter, {.batch = 1, .identityShare = 1, .captionDrop = 0}, random);
    const at::Tensor noise = at::randn({1, 4, 8, 8});
    const auto words = conditioningOf(p, rows);
    const at::Tensor tokens = p.idFormer.forward(rows.condition, rows.hidden);
    const auto paint = [&](double strength) {
        return paintFast({p, world->vae, world->schedule, 4, 4, strength}, noise, words, tokens, Contrast::withTwin);
    };
    const auto off = paint(0), on = paint(1);
    EXPECT_TRUE(off.latent.equal(off.twin));
    EXPECT_EQ(off.layout.item<double>(), 0);
    EXPECT_TRUE(on.twin.equal(off.twin));
    EXPECT_FALSE(on.latent.equal(on.twin));
    EXPECT_GT(on.semantic.item<double>(), 0);
}

TEST_F(Pulid, OnlyTheLastStepsAreDifferentiated)
{
    weights::TensorMap adapter;
    const Painter p = painter(adapter);
    Random random(3, 3);
    const auto rows = drawRows(world->painter, {.batch = 1, .identityShare = 1, .captionDrop = 0}, random);
    const at::Tensor noise = at::randn({1, 4, 8, 8});
    std::vector<double> norms; // they differ with the number of steps that gradients flow through
    for (const int64_t k : {1, 2, 4}) {
        adapter.at(valueWeights).mutable_grad() = at::Tensor();
        const FastBranch branch{p, world->vae, world->schedule, 4, k};
        const auto fast = paintFast(branch, noise, conditioningOf(p, rows),
                                    p.idFormer.forward(rows.condition, rows.hidden), Contrast::none);
        decoded(branch, fast.latent).mean().backward();
        norms.push_back(norm(adapter.at(valueWeights).grad()));
    }
    EXPECT_GT(norms[0], 0);
    EXPECT_NE(norms[0], norms[1]);
    EXPECT_NE(norms[1], norms[2]);
}

TEST_F(Pulid, TrainsTheAdapterAlone)
{
    auto t = training(PulidStage::alignment);
    t.loop = {.name = "pulid", .folder = world->folder, .steps = 2, .warmUp = 1, .learningRate = 1e-3};
    const auto trained = trainPulid(world->data, t, {});
    ASSERT_TRUE(trained);
    size_t changed = 0;
    for (const auto& [name, tensor] : *trained) {
        EXPECT_TRUE(name.starts_with("id_adapter")) << name;
        changed += !tensor.equal(world->weights.at(name));
    }
    EXPECT_GT(changed, trained->size() / 2);
}

TEST(FaceWarp, CutsAsThePictureRoomDoes)
{
    images::Image photo(80, 60);
    for (size_t i = 0; i < photo.rgb.size(); ++i)
        photo.rgb[i] = static_cast<std::uint8_t>((i / 3 % 80) * 3 + (i % 3) * 5);
    const FacePoints points{{{28, 22}, {46, 24}, {37, 32}, {29, 41}, {43, 42}}};
    const at::Tensor picture = at::from_blob(photo.rgb.data(), {60, 80, 3}, at::kByte).permute({2, 0, 1}).unsqueeze(0);
    const at::Tensor face = facesOf(picture.to(at::kFloat) / 127.5 - 1, {points});
    images::Image expected = faces::warpTo112(photo, faces::alignmentTo112(points).value());
    const at::Tensor reference =
        at::from_blob(expected.rgb.data(), {112, 112, 3}, at::kByte).permute({2, 0, 1}).unsqueeze(0).to(at::kFloat);
    EXPECT_LT(((face + 1) * 127.5 - reference).abs().max().item<double>(), 8); // its positions are of 1/32 pixel
    EXPECT_LT(((face + 1) * 127.5 - reference).abs().mean().item<double>(), 0.6);
}

TEST_F(Pulid, AFreshAdapterChangesNothingAndTheBaseStays)
{
    const at::NoGradGuard noGradients;
    const auto fresh = withFreshAdapter(world->weights, world->options.painter, 11);
    ASSERT_EQ(fresh.size(), world->weights.size());
    EXPECT_EQ(fresh.at(valueWeights).abs().max().item<double>(), 0);
    bool isOther = false;
    for (const auto& [name, tensor] : world->weights)
        if (name.starts_with("id_adapter"))
            isOther |= !fresh.at(name).equal(tensor);
        else
            EXPECT_TRUE(fresh.at(name).equal(tensor)) << name;
    EXPECT_TRUE(isOther);
}

} // namespace
} // namespace likeness::training
