#include "core/evaluation/Bench.h"

#include "core/base/Progress.h"
#include "core/generation/IdentityModels.h"
#include "core/generation/ModelStore.h"
#include "core/generation/Pipeline.h"
#include "core/generation/Placements.h"
#include "core/generation/RequestJson.h"
#include "core/identity/FaceEncoders.h"

#include <ATen/Parallel.h>
#include <c10/core/CachingDeviceAllocator.h>
#include <c10/core/InferenceMode.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>

namespace likeness::evaluation {

using base::Result;
using generation::DiffusionModel;
using Clock = std::chrono::steady_clock;

namespace {

double milliseconds(Clock::time_point from, Clock::time_point to)
{
    return std::chrono::duration<double, std::milli>(to - from).count();
}

// Waits until the device has computed it: one number is read back.
void wait(const at::Tensor& result)
{
    result.flatten().slice(0, 0, 1).to(at::kCPU);
}

BenchFigure measured(const std::string& what, int repeats, const std::function<at::Tensor()>& body,
                     const std::stop_token& stop)
{
    std::vector<double> times, processor;
    for (int run = 0; run <= repeats; ++run) {
        diffusion::throwIfStopped(stop);
        const auto began = Clock::now();
        const std::clock_t spent = std::clock();
        wait(body());
        if (run == 0) // pays for what is done once
            continue;
        times.push_back(milliseconds(began, Clock::now()));
        processor.push_back(1000.0 * static_cast<double>(std::clock() - spent) / CLOCKS_PER_SEC);
    }
    std::ranges::sort(times);
    std::ranges::sort(processor);
    return {what, times[times.size() / 2], times.front(), times.back(), processor[processor.size() / 2], repeats};
}

std::uint64_t peak_bytes(const at::Device& device)
{
    if (!device.is_cpu())
        return static_cast<std::uint64_t>(
            at::getDeviceAllocator(device.type())->getDeviceStats(device.index()).allocated_bytes[0].peak);
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;)
        if (word == "VmHWM:") {
            std::uint64_t kilobytes = 0;
            status >> kilobytes;
            return kilobytes * 1024;
        }
    return 0;
}

// The inputs of one UNet call, with random values.
struct Call {
    at::Tensor sample, timestep;
    diffusion::UnetConditioning conditioning;

    Call(const DiffusionModel& model, const generation::PortraitRequest& request, int64_t rows)
    {
        const auto options = at::TensorOptions(model.placement.dtype).device(model.placement.device);
        const auto exact = at::TensorOptions(at::kFloat).device(model.placement.device);
        const auto& unet = model.unet.options;
        const int64_t cell = model.vae.downscale();
        sample = at::randn({rows, unet.in_channels, request.height / cell, request.width / cell}, exact).to(options);
        timestep = at::full({1}, 500.0, exact);
        const int64_t tokens = model.text.text_encoder.options.max_position_embeddings;
        conditioning = {at::randn({rows, tokens, unet.cross_attention_dim}, exact).to(options),
                        at::randn({rows, unet.pooled_dim}, exact).to(options),
                        at::full({rows, 6}, double(request.width), exact)};
    }
};

class Bench {
public:
    Bench(const DiffusionModel& model, const BenchOptions& options, const base::ProgressSink& progress,
          const std::stop_token& stop)
        : m_model(model), m_options(options), m_progress(progress), m_stop(stop)
    {
    }

    void add(const std::string& what, const std::function<at::Tensor()>& body)
    {
        if (m_progress)
            m_progress({what, 0, -1});
        figures.push_back(measured(what, m_options.repeats, body, m_stop));
    }

    void unet(const identity::Adapter* adapter)
    {
        const int64_t rows = m_options.request.guidance > 1 ? 2 : 1;
        const Call call(m_model, m_options.request, rows);
        const std::string suffix = rows == 2 ? ", 2 rows" : ", 1 row";
        diffusion::KeyValueCache cache;
        add("UNet call" + suffix, [&] {
            return m_model.unet.forward(call.sample, call.timestep, call.conditioning,
                                        {.cache = &cache, .stop = m_stop});
        });
        if (!adapter)
            return;
        std::vector<int64_t> every;
        for (int64_t row = 0; row < rows; ++row)
            every.push_back(row);
        const int64_t tokens = adapter->version == identity::AdapterVersion::v1 ? 10 : 32;
        identity::IdAttention attention(
            adapter->attention, at::randn({rows, tokens, adapter->tokenWidth()}).to(call.sample.options()), every,
            identity::settingsOf(adapter->version, identity::Preset::fidelity));
        add("UNet call with identity" + suffix, [&] {
            return m_model.unet.forward(call.sample, call.timestep, call.conditioning,
                                        {.extension = &attention, .cache = &cache, .stop = m_stop});
        });
    }

    void rest()
    {
        const Call call(m_model, m_options.request, 1);
        const at::Tensor latents = call.sample.to(at::kFloat);
        add("VAE decode", [&] { return generation::decodeLatents(m_model, latents, m_stop); });
        add("Preview", [&] { return m_model.preview.preview(latents); });
        const at::Tensor ids = text::tokenIds(m_model.tokenizer, {"a portrait"});
        const at::Tensor ids_2 = text::tokenIds(m_model.tokenizer_2, {"a portrait"});
        add("Text encoders, 1 prompt", [&] { return m_model.text.encode(ids, ids_2).prompt_embeds; });
    }

    std::vector<BenchFigure> figures;

private:
    const DiffusionModel& m_model;
    const BenchOptions& m_options;
    const base::ProgressSink& m_progress;
    const std::stop_token& m_stop;
};

Result<BenchReport> run(const BenchOptions& given, const base::ProgressSink& progress, const std::stop_token& stop)
{
    const c10::InferenceMode noGradients;
    BenchOptions options = given;
    generation::ModelStore store(options.studio);
    const auto defaults = generation::readModelDefaults(store.pathOf(options.request.model), options.request.lightning);
    if (!defaults)
        return tl::unexpected(defaults.error());
    options.request = generation::filledIn(options.request, *defaults);
    const auto estimate = store.plan(options.request);
    if (!estimate)
        return tl::unexpected(estimate.error());
    BenchReport report{.estimate = *estimate, .threads = at::get_num_threads()};
    const auto began = Clock::now();
    const auto model = store.diffusion(options.request, progress, stop);
    if (!model)
        return tl::unexpected(model.error());
    report.load_seconds = milliseconds(began, Clock::now()) / 1000;
    std::optional<identity::Adapter> adapter;
    if (!options.request.adapter.empty()) {
        const auto at = generation::placementsBeside((*model)->placement);
        auto opened = identity::openAdapter(options.request.adapter, at.encoders, at.attention);
        if (!opened)
            return tl::unexpected(opened.error());
        if (auto fits = identity::checkFits(*opened, (*model)->unet); !fits)
            return tl::unexpected(fits.error());
        adapter = std::move(*opened);
    }
    Bench bench(**model, options, progress, stop);
    bench.unet(adapter ? &*adapter : nullptr);
    bench.rest();
    report.figures = std::move(bench.figures);
    report.peak_bytes = peak_bytes((*model)->placement.device);
    return report;
}

} // namespace

std::string BenchReport::json() const
{
    nlohmann::ordered_json object = {{"device", estimate.device},
                                     {"precision", generation::nameOf(estimate.precision)},
                                     {"memory", generation::nameOf(estimate.memory)},
                                     {"threads", threads},
                                     {"load_seconds", load_seconds},
                                     {"estimated_bytes", estimate.needed_bytes()},
                                     {"estimated_program_bytes", estimate.program_bytes},
                                     {"estimated_mapped_bytes", estimate.mapped_bytes()},
                                     {"peak_bytes", peak_bytes}};
    for (const BenchFigure& figure : figures)
        object["figures"].push_back({{"what", figure.what},
                                     {"median_ms", figure.median_ms},
                                     {"least_ms", figure.least_ms},
                                     {"most_ms", figure.most_ms},
                                     {"processor_ms", figure.processor_ms},
                                     {"runs", figure.runs}});
    return object.dump() + "\n";
}

Result<BenchReport> runBench(const BenchOptions& options, const base::ProgressSink& progress,
                             const std::stop_token& stop)
{
    return base::guarded([&]() -> Result<BenchReport> {
        try {
            return run(options, progress, stop);
        } catch (const diffusion::Cancelled&) {
            return base::fail(base::ErrorCode::cancelled, "Cancelled.");
        }
    });
}

} // namespace likeness::evaluation
