#include "core/base/AtomicFile.h"
#include "core/diffusion/ConfigReader.h"
#include "core/diffusion/NoiseSchedule.h"

namespace likeness::diffusion {

namespace {

template <typename T> using Names = std::vector<std::pair<const char*, T>>;

const Names<PredictionType> predictionTypes = {{"epsilon", PredictionType::epsilon},
                                               {"v_prediction", PredictionType::velocity},
                                               {"sample", PredictionType::sample}};
const Names<TimestepSpacing> spacings = {{"leading", TimestepSpacing::leading},
                                         {"trailing", TimestepSpacing::trailing},
                                         {"linspace", TimestepSpacing::linspace}};
const Names<BetaSchedule> betaSchedules = {{"linear", BetaSchedule::linear},
                                           {"scaled_linear", BetaSchedule::scaledLinear},
                                           {"squaredcos_cap_v2", BetaSchedule::squaredCosine}};
const Names<FinalSigma> finalSigmas = {{"zero", FinalSigma::zero}, {"sigma_min", FinalSigma::smallest}};

// Scheduler classes whose schedule is ours, the sampler nearest to each, and the spacing they have by default.
struct SchedulerClass {
    const char* name;
    const char* sampler;
    const char* spacing;
};
constexpr SchedulerClass schedulerClasses[] = {
    {"EulerDiscreteScheduler", "euler", "linspace"},
    {"EulerAncestralDiscreteScheduler", "euler_a", "linspace"},
    {"DPMSolverMultistepScheduler", "dpmpp_2m", "linspace"},
    {"DPMSolverSinglestepScheduler", "dpmpp_2m", "linspace"},
    {"DPMSolverSDEScheduler", "dpmpp_sde", "linspace"},
    {"DEISMultistepScheduler", "dpmpp_2m", "linspace"},
    {"UniPCMultistepScheduler", "unipc", "linspace"},
    {"DDIMScheduler", "ddim", "leading"},
    {"PNDMScheduler", "ddim", "leading"},
    {"DDPMScheduler", "euler_a", "leading"},
    {"LCMScheduler", "lcm", "leading"},
    {"HeunDiscreteScheduler", "euler", "linspace"},
    {"LMSDiscreteScheduler", "euler", "linspace"},
};

template <typename T> T choose(ConfigReader& config, const char* field, const Names<T>& names, const char* fallback)
{
    const std::string word = config.word(field, fallback);
    std::string known;
    for (const auto& [name, value] : names) {
        if (word == name)
            return value;
        known += (known.empty() ? "" : ", ") + std::string(name);
    }
    config.refuse(field, "it must be one of " + known);
    return names.front().second;
}

template <typename T> const char* nameOf(T value, const Names<T>& names)
{
    for (const auto& [name, candidate] : names)
        if (candidate == value)
            return name;
    return "";
}

const SchedulerClass& schedulerClass(ConfigReader& config)
{
    const std::string name = config.word("_class_name", "EulerDiscreteScheduler");
    for (const auto& candidate : schedulerClasses)
        if (name == candidate.name)
            return candidate;
    config.refuse("_class_name", "this kind of noise schedule cannot be used, only those of SDXL's family");
    return schedulerClasses[0];
}

std::string samplerName(ConfigReader& config, const SchedulerClass& scheduler)
{
    std::string name = scheduler.sampler;
    if (config.word("algorithm_type", "") == "sde-dpmsolver++")
        name += "_sde";
    const bool canBeKarras = name == "euler" || name.starts_with("dpmpp") || name == "unipc";
    const bool onlyKarras = name == "dpmpp_sde"; // PuLID's way, the only one there is here
    if ((config.flag("use_karras_sigmas", false) && canBeKarras) || onlyKarras)
        name += "_karras";
    return name;
}

} // namespace

base::Result<NoiseScheduleOptions> NoiseScheduleOptions::parse(std::string_view json, const std::string& name)
{
    ConfigReader config(json, name);
    const SchedulerClass& scheduler = schedulerClass(config);
    NoiseScheduleOptions o;
    o.num_train_timesteps = config.integer("num_train_timesteps", 1000, 50, 10000);
    o.beta_start = config.number("beta_start", 0.0001);
    o.beta_end = config.number("beta_end", 0.02);
    o.beta_schedule = choose(config, "beta_schedule", betaSchedules, "linear");
    o.prediction_type = choose(config, "prediction_type", predictionTypes, "epsilon");
    o.timestep_spacing = choose(config, "timestep_spacing", spacings, scheduler.spacing);
    o.steps_offset = config.integer("steps_offset", 0, 0, 10);
    o.rescale_betas_zero_snr = config.flag("rescale_betas_zero_snr", false);
    o.set_alpha_to_one = config.flag("set_alpha_to_one", true);
    o.final_sigmas_type = choose(config, "final_sigmas_type", finalSigmas, "zero");
    o.sampler = samplerName(config, scheduler);
    if (!(o.beta_start > 0 && o.beta_start < 1))
        config.refuse("beta_start", "it must be between 0 and 1");
    if (!(o.beta_end >= o.beta_start && o.beta_end < 1))
        config.refuse("beta_end", "it must be between beta_start and 1");
    config.demand("trained_betas", nullptr);
    config.demand("thresholding", false);
    config.demand("clip_sample", false);
    if (auto good = config.result(); !good)
        return tl::unexpected(good.error());
    return o;
}

base::Result<NoiseScheduleOptions> NoiseScheduleOptions::read(const std::filesystem::path& file)
{
    auto text = base::readFile(file, 1 << 20);
    if (!text)
        return tl::unexpected(text.error());
    return parse(*text, file.string());
}

std::string NoiseScheduleOptions::json() const
{
    const bool karras = sampler.ends_with("_karras");
    const std::string plain = karras ? sampler.substr(0, sampler.size() - 7) : sampler;
    const bool sde = plain == "dpmpp_2m_sde";
    const char* className = "EulerDiscreteScheduler";
    for (const auto& candidate : schedulerClasses) {
        if ((sde ? "dpmpp_2m" : plain) == candidate.sampler) {
            className = candidate.name;
            break;
        }
    }
    nlohmann::ordered_json config = {
        {"_class_name", className},
        {"_diffusers_version", "0.30.0"},
        {"beta_end", beta_end},
        {"beta_schedule", nameOf(beta_schedule, betaSchedules)},
        {"beta_start", beta_start},
        {"clip_sample", false},
        {"final_sigmas_type", nameOf(final_sigmas_type, finalSigmas)},
        {"num_train_timesteps", num_train_timesteps},
        {"prediction_type", nameOf(prediction_type, predictionTypes)},
        {"rescale_betas_zero_snr", rescale_betas_zero_snr},
        {"set_alpha_to_one", set_alpha_to_one},
        {"steps_offset", steps_offset},
        {"timestep_spacing", nameOf(timestep_spacing, spacings)},
        {"use_karras_sigmas", karras},
    };
    if (sde)
        config["algorithm_type"] = "sde-dpmsolver++";
    return config.dump(2) + "\n";
}

} // namespace likeness::diffusion
