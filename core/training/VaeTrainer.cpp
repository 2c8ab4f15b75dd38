#include "core/training/VaeTrainer.h"

#include "core/training/DataParallel.h"
#include "core/training/Initialise.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

namespace likeness::training {

namespace {

constexpr double posteriorDeviation = 0.05; // stored in the moments' variance half

struct Batch {
    at::Tensor pictures; // [B, 3, h, w] -1..1
    at::Tensor weight;   // [B, 1, h, w]
};

Batch drawBatch(const PortraitSet& set, const VaeTraining& training, bool whole, Random& random)
{
    const int64_t height = set.pictures.size(2), width = set.pictures.size(3);
    const int64_t cropHeight = whole ? height : std::min(training.crop, height);
    const int64_t cropWidth = whole ? width : std::min(training.crop, width);
    const int64_t count = whole ? 1 : training.batch;
    std::vector<at::Tensor> pictures, weights;
    for (int64_t i = 0; i < count; ++i) {
        const int64_t index = random.below(set.pictures.size(0));
        const int64_t top = random.below((height - cropHeight) / 8 + 1) * 8;
        const int64_t left = random.below((width - cropWidth) / 8 + 1) * 8;
        pictures.push_back(set.pictures[index].narrow(1, top, cropHeight).narrow(2, left, cropWidth));
        weights.push_back(set.faceShare.narrow(0, top, cropHeight).narrow(1, left, cropWidth));
    }
    return {at::stack(pictures).to(at::kFloat) / 127.5 - 1,
            1 + training.faceWeight * at::stack(weights).unsqueeze(1)};
}

at::Tensor half(const at::Tensor& x) { return at::avg_pool2d(x, {2, 2}); }

at::Tensor weightedL1(const at::Tensor& a, const at::Tensor& b, const at::Tensor& weight)
{
    return ((a - b).abs() * weight).mean();
}

at::Tensor gradientLoss(const at::Tensor& a, const at::Tensor& b, const at::Tensor& weight)
{
    const at::Tensor error = a - b; // the difference of gradients is the gradient of the difference
    const auto along = [&](int64_t axis) {
        const int64_t size = error.size(axis) - 1;
        return ((error.narrow(axis, 1, size) - error.narrow(axis, 0, size)).abs() * weight.narrow(axis, 0, size)).mean();
    };
    return along(2) + along(3);
}

// Opponent colours, red-green and yellow-blue: [B, 3, H, W] → [B, 2, H, W].
at::Tensor opponents(const at::Tensor& x)
{
    const at::Tensor r = x.select(1, 0), g = x.select(1, 1), b = x.select(1, 2);
    return at::stack({r - g, 0.5 * (r + g) - b}, 1);
}

// Latents with mean 0 and variance 1 per channel over the batch.
at::Tensor normalised(const at::Tensor& mean)
{
    return at::batch_norm(mean, {}, {}, {}, {}, /*training=*/true, 0.1, 1e-5, false);
}

at::Tensor loss(const diffusion::Vae& vae, const Batch& batch, const VaeTraining& training, bool smaller,
                Random& random)
{
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const at::Tensor z = normalised(diffusion::splitMoments(vae.encode(batch.pictures)).mean);
    const double deviation = random.uniform(0, training.latentNoise);
    const at::Tensor noisy = z + deviation * at::randn(z.sizes(), generator);
    at::Tensor total = reconstructionLoss(vae.decode(noisy), batch.pictures, batch.weight);
    if (smaller)
        total = total + 0.25 * weightedL1(vae.decode(half(z)), half(batch.pictures), half(batch.weight));
    return total;
}

// Makes encode() give unit-normal latents by itself.
void foldStatistics(weights::TensorMap& tensors, const diffusion::VaeOptions& options, const PortraitSet& set)
{
    const at::NoGradGuard noGradients;
    const diffusion::Vae vae(options, weights::Weights({"", tensors, {}}));
    std::vector<at::Tensor> means;
    const int64_t count = std::min<int64_t>(set.pictures.size(0), 256);
    const int64_t stride = set.pictures.size(0) / count;
    for (int64_t i = 0; i < count; ++i) {
        const at::Tensor picture = set.pictures[i * stride].unsqueeze(0).to(at::kFloat) / 127.5 - 1;
        means.push_back(diffusion::splitMoments(vae.encode(picture)).mean);
    }
    const at::Tensor all = at::cat(means); // [n, C, h, w]
    const at::Tensor mean = all.mean({0, 2, 3});
    const at::Tensor deviation = (all - mean.view({1, -1, 1, 1})).square().mean({0, 2, 3}).sqrt();

    const int64_t channels = options.latent_channels;
    at::Tensor weight = tensors["quant_conv.weight"].detach().clone();
    at::Tensor bias = tensors["quant_conv.bias"].detach().clone();
    weight.narrow(0, 0, channels).div_(deviation.view({-1, 1, 1, 1}));
    bias.narrow(0, 0, channels).sub_(mean).div_(deviation);
    weight.narrow(0, channels, channels).zero_();
    bias.narrow(0, channels, channels).fill_(2 * std::log(posteriorDeviation));
    tensors["quant_conv.weight"] = weight;
    tensors["quant_conv.bias"] = bias;
}

} // namespace

at::Tensor reconstructionLoss(const at::Tensor& decoded, const at::Tensor& pictures, const at::Tensor& weight)
{
    const at::Tensor half1 = half(decoded), half2 = half(half1);
    const at::Tensor target1 = half(pictures), target2 = half(target1);
    const at::Tensor weight1 = half(weight), weight2 = half(weight1);
    return weightedL1(decoded, pictures, weight) + 0.5 * ((decoded - pictures).square() * weight).mean() +
           0.25 * (weightedL1(half1, target1, weight1) + weightedL1(half2, target2, weight2)) +
           0.6 * gradientLoss(decoded, pictures, weight) +
           1.5 * weightedL1(opponents(half2), opponents(target2), weight2);
}

base::Result<weights::TensorMap> trainVae(const PortraitSet& set, const VaeTraining& training,
                                          const LoopControl& control)
{
    const auto fresh = weights::Weights::fresh(startFrom(training.start, startValues(training.seed, {".conv2."})));
    diffusion::Vae(training.options, fresh);
    AdamW optimiser(fresh.taken(), {});
    DataParallel<diffusion::Vae> parallel(optimiser.parameters(), control.group.workers(training.workers), [&](const weights::Weights& w) {
        return diffusion::Vae(training.options, w);
    });
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        const bool whole = static_cast<double>(index) >=
                           (1 - training.wholeShare) * static_cast<double>(training.loop.steps);
        return parallel.gradients(
            [&](diffusion::Vae& vae, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                const Batch batch = drawBatch(set, training, whole, random);
                return loss(vae, batch, training, index % 3 == 2, random);
            },
            gradients);
    };
    if (auto trained = runTraining(training.loop, optimiser, step, control); !trained)
        return tl::unexpected(trained.error());
    weights::TensorMap result = optimiser.average();
    foldStatistics(result, training.options, set);
    return result;
}

DrawLesson exactLatents(const at::Tensor& latents)
{
    return [latents](Random& random) -> DecoderLesson {
        const int64_t picture = random.below(latents.size(0));
        return {picture, latents[picture].unsqueeze(0).to(at::kFloat)};
    };
}

base::Result<weights::TensorMap> trainDecoder(const PortraitSet& set, const DrawLesson& draw, const VaeTraining& training,
                                              const LoopControl& control)
{
    weights::TensorMap parameters; // of their own: the optimiser changes them in place
    for (const auto& [name, tensor] : training.start)
        parameters[name] = tensor.to(at::kFloat).clone();
    AdamW optimiser(parameters, {});
    DataParallel<diffusion::Vae> parallel(optimiser.parameters(), control.group.workers(training.workers), [&](const weights::Weights& w) {
        return diffusion::Vae(training.options, w);
    });
    const at::Tensor weight = 1 + training.faceWeight * set.faceShare.unsqueeze(0).unsqueeze(0);
    const auto step = [&](int64_t index, weights::TensorMap& gradients) {
        return parallel.gradients(
            [&](diffusion::Vae& vae, int worker) {
                Random random(training.seed, static_cast<std::uint64_t>(index), static_cast<std::uint64_t>(worker));
                auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
                const DecoderLesson lesson = draw(random);
                const at::Tensor target = set.pictures[lesson.picture].unsqueeze(0).to(at::kFloat) / 127.5 - 1;
                const at::Tensor z = lesson.latent / training.options.scaling_factor;
                const double deviation = random.uniform(0, training.latentNoise);
                const at::Tensor noisy = z + deviation * at::randn(z.sizes(), generator);
                return reconstructionLoss(vae.decode(noisy), target, weight);
            },
            gradients); // the encoder has none and stays as it is
    };
    if (auto trained = runTraining(training.loop, optimiser, step, control); !trained)
        return tl::unexpected(trained.error());
    return optimiser.average();
}

double reconstructionPsnr(const diffusion::Vae& vae, const at::Tensor& pictures)
{
    const at::NoGradGuard noGradients;
    double sum = 0;
    for (int64_t i = 0; i < pictures.size(0); ++i) {
        const at::Tensor picture = pictures[i].unsqueeze(0).to(at::kFloat) / 127.5 - 1;
        const at::Tensor again = vae.decode(diffusion::splitMoments(vae.encode(picture)).mean).clamp(-1, 1);
        sum += 10 * std::log10(4.0 / (again - picture).square().mean().item<double>());
    }
    return sum / static_cast<double>(pictures.size(0));
}

} // namespace likeness::training
