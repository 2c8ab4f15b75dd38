// How much noise a latent has at every timestep of training, and what the model predicts about it.
//
// Variance-preserving: x_t = alpha_t * x_0 + sigma_t * noise, alpha² + sigma² = 1 (Ho et al. 2020, equation 4;
// zero terminal SNR: Lin et al. 2023, algorithm 1). "Noise level" below is sigma / alpha.
#pragma once

#include "core/base/Error.h"

#include <ATen/ATen.h>

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::diffusion {

enum class PredictionType { epsilon, velocity, sample }; // velocity: Salimans and Ho 2022, appendix D
enum class TimestepSpacing { leading, trailing, linspace }; // Lin et al. 2023, table 2
enum class BetaSchedule { linear, scaledLinear, squaredCosine };
enum class FinalSigma { zero, smallest };

struct NoiseScheduleOptions {
    int64_t num_train_timesteps = 1000;
    double beta_start = 0.00085;
    double beta_end = 0.012;
    BetaSchedule beta_schedule = BetaSchedule::scaledLinear;
    PredictionType prediction_type = PredictionType::epsilon;
    TimestepSpacing timestep_spacing = TimestepSpacing::leading;
    int64_t steps_offset = 1; // of leading spacing
    bool rescale_betas_zero_snr = false;
    bool set_alpha_to_one = false; // DDIM and LCM: the end is free of noise, instead of timestep 0
    FinalSigma final_sigmas_type = FinalSigma::zero;
    std::string sampler = "euler"; // what the file proposes, as a name for makeSampler

    // From diffusers' scheduler_config.json; `name` is the file's, for messages. Errors: wrongFormat, naming the field.
    static base::Result<NoiseScheduleOptions> parse(std::string_view json, const std::string& name);
    static base::Result<NoiseScheduleOptions> read(const std::filesystem::path& file); // also notFound, io
    std::string json() const; // a scheduler_config.json that diffusers reads
};

// alpha and sigma of one timestep.
struct NoiseLevel {
    double alpha = 1, sigma = 0;
};

struct NoiseSchedule {
    NoiseScheduleOptions options;
    at::Tensor alphasCumprod;        // [T] alpha², fp32 on the CPU
    std::vector<double> noiseLevels; // [T] sigma / alpha; finite also with zero terminal SNR

    explicit NoiseSchedule(NoiseScheduleOptions options);

    NoiseLevel levelOf(int64_t timestep) const;

    // For training. original and noise [B, …], timesteps [B] int64 on any device.
    at::Tensor addNoise(const at::Tensor& original, const at::Tensor& noise, const at::Tensor& timesteps) const;
    // What the model should have answered: noise, velocity or original.
    at::Tensor target(const at::Tensor& original, const at::Tensor& noise, const at::Tensor& timesteps) const;
};

// The latent that an answer of the model stands for; x is variance-preserving.
at::Tensor originalFrom(PredictionType type, const at::Tensor& output, const at::Tensor& x, NoiseLevel level);

} // namespace likeness::diffusion
