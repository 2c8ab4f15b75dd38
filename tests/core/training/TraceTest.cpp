// Ten steps of PuLID's third stage against a reference in plain PyTorch (tests/reference/make_training_trace.py): the
// losses of every step, the gradient norms, the learning rates, and where weights and moving average end.
//
// The reference is float64. Measured, worst step and worst tensor: 1.8e-6 of a loss, 4.3e-5 of a gradient norm, 9.5e-5
// of a tensor's change (the fused AdamW, float32).
#include "core/training/DataParallel.h"
#include "core/training/PulidTrainer.h"

#include "core/text/BpeLearner.h"
#include "core/weights/Safetensors.h"
#include "tests/core/testing/Reference.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <stdexcept>

#include <unistd.h>

namespace likeness::training {
namespace {

template <typename T> T orThrow(base::Result<T> result)
{
    if (!result)
        throw std::runtime_error(result.error().message);
    return std::move(*result);
}

// A packed vector of the file as tensors named and shaped like `like`, in the order of their names.
weights::TensorMap unpacked(const at::Tensor& packed, const weights::TensorMap& like)
{
    weights::TensorMap result;
    int64_t begin = 0;
    for (const auto& [name, tensor] : like) {
        if (begin + tensor.numel() <= packed.numel())
            result[name] = packed.narrow(0, begin, tensor.numel()).view(tensor.sizes()).to(at::kFloat).clone();
        begin += tensor.numel();
    }
    EXPECT_EQ(begin, packed.numel());
    return result;
}

// The four pictures of the trace.
class TracePictures : public TrainingPictures {
public:
    TracePictures(const weights::TensorMap& inputs, std::vector<std::string> captions)
        : m_latents(inputs.at("in.latents").to(at::kFloat)), m_condition(inputs.at("in.condition").to(at::kFloat)),
          m_hidden(inputs.at("in.hidden").to(at::kFloat)), m_captions(std::move(captions))
    {
    }
    int64_t draw(Random& random, Among, std::optional<int64_t>) const override
    {
        return random.below(m_latents.size(0));
    }
    at::Tensor latent(int64_t picture) const override { return m_latents[picture]; }
    text::PictureSizes sizes(int64_t) const override { return {16, 16, 0, 0, 16, 16}; }
    std::string caption(int64_t picture, double, Random&) const override
    {
        return m_captions[static_cast<size_t>(picture)];
    }
    bool hasFace(int64_t) const override { return true; }
    ShownIdentity identity(int64_t picture, Random&) const override
    {
        return {m_condition[picture], m_hidden[picture].unbind(0)};
    }

private:
    at::Tensor m_latents, m_condition, m_hidden;
    std::vector<std::string> m_captions;
};

struct TraceWorld {
    weights::TensorFile file =
        orThrow(weights::readSafetensors(likeness::testing::testData("training/trace.safetensors")));
    nlohmann::json settings = nlohmann::json::parse(file.metadata.at("training"));
    std::string config(const std::string& name) const { return file.metadata.at(name); }

    PainterOptions options{
        .text = orThrow(text::ClipTextOptions::parse(config("text"), "text")),
        .text2 = orThrow(text::ClipTextOptions::parse(config("text_2"), "text_2")),
        .unet = orThrow(diffusion::UnetOptions::parse(config("unet"), "unet")),
        .idFormer = {.conditionWidth = 24, .evaWidth = 8, .dim = 4, .queries = 4, .idTokens = 2, .heads = 1, .depth = 5,
                     .feedForward = 8, .idHidden = 8, .mappingHidden = 8, .outputWidth = 8}};
    identity::ArcFaceOptions face{.stemWidth = 4, .stages = {{4, 1}, {4, 1}, {4, 1}, {4, 1}}, .embedding = 16};
    diffusion::VaeOptions vaeOptions = orThrow(diffusion::VaeOptions::parse(config("vae"), "vae"));

    // The file's vector under the names that a model takes its tensors by.
    template <typename Model> weights::TensorMap start(const std::string& name, const Model& build) const
    {
        const auto fresh =
            weights::Weights::fresh([](const std::string&, at::IntArrayRef shape) { return at::zeros(shape); });
        build(fresh);
        weights::TensorMap like = fresh.taken();
        std::erase_if(like, [](const auto& entry) {
            return entry.first.starts_with("encoder.") || entry.first.starts_with("quant_conv."); // only decodes
        });
        return unpacked(file.tensors.at("start." + name), like);
    }
    static weights::Weights weightsOf(const weights::TensorMap& tensors)
    {
        return weights::Weights(weights::TensorFile{.path = "trace", .tensors = tensors, .metadata = {}});
    }
    weights::TensorMap painterStart = start("painter", [this](const weights::Weights& w) { Painter(w, options); });
    diffusion::Vae vae{vaeOptions, weightsOf(start("vae", [this](const weights::Weights& w) {
                           diffusion::Vae(vaeOptions, w);
                       }))};
    identity::ArcFace arcFace{weightsOf(start("face", [this](const weights::Weights& w) { identity::ArcFace(w, face); })),
                              face};

    text::ClipTokenizer words = orThrow(text::ClipTokenizer::make(text::learnBpe({}, 514)));
    text::ClipTokenizer words2 = orThrow(words.withPadding("!"));
    diffusion::NoiseSchedule schedule{orThrow(diffusion::NoiseScheduleOptions::parse(config("noise"), "noise"))};
    TracePictures pictures{file.tensors, nlohmann::json::parse(config("captions"))};
    PulidData data{.painter = {pictures, words, words2, schedule},
                   .vae = vae,
                   .arcFace = arcFace,
                   .facePoints = [this](int64_t picture) {
                       const at::Tensor points = file.tensors.at("in.face_points")[picture].to(at::kDouble);
                       FacePoints result;
                       for (int64_t i = 0; i < 5; ++i)
                           result[static_cast<size_t>(i)] = {points[i][0].item<double>(), points[i][1].item<double>()};
                       return result;
                   }};
};

class Trace : public ::testing::Test {
protected:
    void SetUp() override { std::filesystem::remove_all(folder); }
    void TearDown() override { std::filesystem::remove_all(folder); }

    PulidTraining training() const
    {
        const auto& s = world.settings;
        return {.stage = PulidStage::alignment,
                .options = world.options,
                .start = world.painterStart,
                .loop = {.name = "trace", .folder = folder, .steps = s["steps"], .warmUp = s["warm_up"],
                         .hold = s["hold"], .learningRate = s["learning_rate"]},
                .workers = s["workers"],
                .precision = Precision::fp32,
                .rows = {.batch = s["batch"], .identityShare = s["identity_share"], .captionDrop = s["caption_drop"]},
                .fastBatch = s["fast_batch"],
                .fastSteps = s["fast_steps"],
                .differentiated = s["differentiated"],
                .seed = s["seed"]};
    }
    at::Tensor expected(const std::string& name) const { return world.file.tensors.at("out." + name); }

    // Every change of a tensor since the start, against the reference's.
    void expectSame(const weights::TensorMap& actual, const std::string& name, double tolerance) const
    {
        const weights::TensorMap reference = unpacked(expected(name), actual);
        for (const auto& [key, tensor] : actual) {
            const double change = (reference.at(key) - world.painterStart.at(key)).norm().item<double>();
            ASSERT_GT(change, 0) << key;
            EXPECT_LT((tensor - reference.at(key)).norm().item<double>() / change, tolerance) << name << " " << key;
        }
    }
    void expectClose(const std::vector<double>& actual, const at::Tensor& reference, double tolerance,
                     const std::string& name) const
    {
        ASSERT_EQ(std::ssize(actual), reference.numel());
        for (int64_t i = 0; i < reference.numel(); ++i) {
            const double value = reference[i].item<double>();
            EXPECT_NEAR(actual[static_cast<size_t>(i)], value, tolerance * std::abs(value)) << name << ", step " << i;
        }
    }

    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("likeness-trace-" + std::to_string(::getpid()));
    TraceWorld world;
};

TEST_F(Trace, EveryStepsLossesAreTheReferences)
{
    const PulidTraining t = training();
    weights::TensorMap learning, frozen;
    for (const auto& [name, tensor] : t.start)
        (name.starts_with("id_adapter") ? learning : frozen)[name] = tensor.clone();
    AdamW optimiser(learning, {});
    DataParallel<Painter> parallel(
        optimiser.parameters(), t.workers, [&](const weights::Weights& w) { return Painter(w, t.options); }, frozen);

    at::Tensor parts = at::zeros({t.loop.steps, t.workers, 5});
    std::vector<double> norms, rates, totals;
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        const double loss = parallel.gradients(
            [&](Painter& painter, int worker) {
                Random random(t.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                const PulidLossParts l = pulidLoss(painter, world.data, t, random);
                const at::NoGradGuard noGradients;
                parts[index][worker].copy_(at::stack({l.diffusion, l.identity, l.semantic, l.layout, l.total}));
                return l.total;
            },
            gradients);
        double square = 0;
        for (const auto& [name, gradient] : gradients)
            square += gradient.square().sum().item<double>();
        norms.push_back(std::sqrt(square));
        rates.push_back(learningRateAt(t.loop, index));
        totals.push_back(loss);
        return loss;
    };
    ASSERT_TRUE(runTraining(t.loop, optimiser, step, {}));

    constexpr double tolerance = 1e-5;
    const char* names[] = {"diffusion", "identity", "semantic", "layout", "total"};
    for (int64_t part = 0; part < 5; ++part) {
        const at::Tensor mean = parts.mean(1).select(1, part).to(at::kDouble).contiguous();
        expectClose({mean.const_data_ptr<double>(), mean.const_data_ptr<double>() + mean.numel()},
                    expected("losses").select(1, part), tolerance, names[part]);
    }
    expectClose(totals, expected("losses").select(1, 4), tolerance, "the loss that is told");
    expectClose(norms, expected("gradient_norms"), 3e-4, "gradient norm");
    expectClose(rates, expected("learning_rates"), 1e-6, "learning rate");
}

TEST_F(Trace, TheTrainerEndsAtTheReferencesWeightsAndAverage)
{
    const auto average = trainPulid(world.data, training(), {});
    ASSERT_TRUE(average) << average.error().message;
    const auto checkpoint = weights::readSafetensors(folder / "trace.checkpoint.safetensors");
    ASSERT_TRUE(checkpoint);
    constexpr double tolerance = 3e-4; // of the change in ten steps: some 3e-6 of the weights
    expectSame(part(checkpoint->tensors, "parameter."), "adapter", tolerance);
    expectSame(*average, "average", tolerance);
}

} // namespace
} // namespace likeness::training
