#include "core/diffusion/NoiseSchedule.h"

#include <cmath>

namespace likeness::diffusion {

namespace {

at::Tensor betas(const NoiseScheduleOptions& o)
{
    const int64_t count = o.num_train_timesteps;
    switch (o.beta_schedule) {
    case BetaSchedule::linear:
        return at::linspace(o.beta_start, o.beta_end, count, at::kFloat);
    case BetaSchedule::scaledLinear:
        return at::square(at::linspace(std::sqrt(o.beta_start), std::sqrt(o.beta_end), count, at::kFloat));
    case BetaSchedule::squaredCosine:
        break;
    }
    const auto alphaBar = [count](int64_t i) { // Nichol and Dhariwal 2021, equation 17
        const double t = static_cast<double>(i) / static_cast<double>(count);
        return std::pow(std::cos((t + 0.008) / 1.008 * M_PI / 2), 2);
    };
    at::Tensor result = at::empty({count}, at::kFloat);
    for (int64_t i = 0; i < count; ++i)
        result.data_ptr<float>()[i] = static_cast<float>(std::min(1 - alphaBar(i + 1) / alphaBar(i), 0.999));
    return result;
}

// Shifts and scales sqrt(alpha²) so that the last is zero and the first stays; back to products by way of betas,
// whose rounding is part of the published numbers.
at::Tensor withZeroTerminalSnr(const at::Tensor& alphasCumprod)
{
    const at::Tensor root = alphasCumprod.sqrt();
    const at::Tensor first = root[0], last = root[-1];
    const at::Tensor bar = at::square((root - last) * (first / (first - last)));
    const at::Tensor alphas = at::cat({bar.slice(0, 0, 1), bar.slice(0, 1) / bar.slice(0, 0, -1)});
    const at::Tensor rescaledBetas = 1 - alphas;
    return at::cumprod(1 - rescaledBetas, 0);
}

// values[timesteps] with as many trailing axes as `like` has.
at::Tensor gather(const at::Tensor& values, const at::Tensor& timesteps, const at::Tensor& like)
{
    TORCH_CHECK(timesteps.dim() == 1 && timesteps.size(0) == like.size(0), "timesteps must be [", like.size(0),
                "], not ", timesteps.sizes());
    std::vector<int64_t> shape(static_cast<size_t>(like.dim()), 1);
    shape[0] = like.size(0);
    return values.index_select(0, timesteps.to(at::kCPU, at::kLong)).to(like.options()).view(shape);
}

} // namespace

NoiseSchedule::NoiseSchedule(NoiseScheduleOptions options_)
    : options(std::move(options_)), alphasCumprod(at::cumprod(1 - betas(options), 0))
{
    if (options.rescale_betas_zero_snr)
        alphasCumprod = withZeroTerminalSnr(alphasCumprod);
    at::Tensor finite = alphasCumprod.clone();
    if (options.rescale_betas_zero_snr)
        finite[-1] = std::ldexp(1.0, -24); // no model can be asked at an infinite noise level
    const at::Tensor levels = at::sqrt((1 - finite) / finite).to(at::kDouble);
    noiseLevels.assign(levels.data_ptr<double>(), levels.data_ptr<double>() + levels.numel());
}

NoiseLevel NoiseSchedule::levelOf(int64_t timestep) const
{
    const double product = alphasCumprod.data_ptr<float>()[timestep];
    return {std::sqrt(product), std::sqrt(1 - product)};
}

at::Tensor NoiseSchedule::addNoise(const at::Tensor& original, const at::Tensor& noise,
                                   const at::Tensor& timesteps) const
{
    return gather(alphasCumprod.sqrt(), timesteps, original) * original +
           gather((1 - alphasCumprod).sqrt(), timesteps, original) * noise;
}

at::Tensor NoiseSchedule::target(const at::Tensor& original, const at::Tensor& noise,
                                 const at::Tensor& timesteps) const
{
    switch (options.prediction_type) {
    case PredictionType::epsilon: return noise;
    case PredictionType::sample: return original;
    case PredictionType::velocity: break;
    }
    return gather(alphasCumprod.sqrt(), timesteps, original) * noise -
           gather((1 - alphasCumprod).sqrt(), timesteps, original) * original;
}

at::Tensor originalFrom(PredictionType type, const at::Tensor& output, const at::Tensor& x, NoiseLevel level)
{
    switch (type) {
    case PredictionType::epsilon: return (x - level.sigma * output) / level.alpha;
    case PredictionType::velocity: return level.alpha * x - level.sigma * output;
    case PredictionType::sample: break;
    }
    return output;
}

} // namespace likeness::diffusion
