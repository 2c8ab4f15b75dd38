#include "core/generation/Studio.h"

#include "core/generation/JobQueue.h"
#include "core/generation/PortraitJob.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/InferenceMode.h>

#include <thread>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;

namespace {

struct PhotoToRead {
    std::filesystem::path photo;
    ReferenceSink sink;
};

// The same request gives the same bytes: one number of threads, kernels without races.
void makeDeterministic()
{
    at::set_num_threads(at::get_num_threads());
    at::globalContext().setDeterministicAlgorithms(true, /*warn_only=*/true);
    at::globalContext().setDeterministicFillUninitializedMemory(false);
    at::globalContext().setBenchmarkCuDNN(false);
}

} // namespace

struct Studio::Private {
    Private(StudioOptions o, JobEventSink s)
        : options(std::move(o)), sink(std::move(s)), faces(options.landmarks, options.faceModels), models(options),
          people(models, faces), inference([this] { runJobs(); }),
          referenceReader([this] { readPhotos(); })
    {
    }

    ~Private()
    {
        jobs.close();
        photos.close();
        inference.join();
        referenceReader.join();
    }

    void runJobs();
    void runJob(JobQueue<PortraitRequest>::Taken& job);
    void readPhotos();

    const StudioOptions options;
    const JobEventSink sink;
    FaceReader faces;
    ModelStore models; // these two: the inference thread's
    PersonReader people;
    JobQueue<PortraitRequest> jobs;
    JobQueue<PhotoToRead> photos;
    std::thread inference, referenceReader; // last: they use all of the above
};

void Studio::Private::runJobs()
{
    makeDeterministic();
    const c10::InferenceMode noGradients;
    while (auto job = jobs.take()) {
        runJob(*job);
        jobs.finish(job->id);
    }
}

void Studio::Private::runJob(JobQueue<PortraitRequest>::Taken& job)
{
    if (job.stop.stop_requested())
        return sink({job.id, Cancelled{}});
    JobReporter reporter(job.id, sink, [this] {
        for (const JobId cancelled : jobs.takeCancelled())
            sink({cancelled, Cancelled{}});
    });
    Result<PortraitResult> result = base::fail(ErrorCode::internal, "");
    try {
        result = runPortraitJob(std::move(job.job), {options, models, faces, people}, reporter,
                                job.stop);
    } catch (const diffusion::Cancelled&) {
        result = base::fail(ErrorCode::cancelled, "Cancelled.");
    } catch (const std::exception& exception) {
        result = tl::unexpected(base::errorFromException(exception));
    }
    if (result)
        sink({job.id, Finished{std::make_shared<const PortraitResult>(std::move(*result))}});
    else if (result.error().code == ErrorCode::cancelled)
        sink({job.id, Cancelled{}});
    else
        sink({job.id, Failed{result.error()}});
}

void Studio::Private::readPhotos()
{
    while (auto task = photos.take()) {
        const auto seen = base::guarded([&]() -> Result<std::shared_ptr<const ReferenceSeen>> {
            if (task->stop.stop_requested())
                return base::fail(ErrorCode::cancelled, "Cancelled.");
            return faces.read(task->job.photo, task->stop);
        });
        if (seen)
            task->job.sink(Result<ReferenceSeen>(**seen));
        else
            task->job.sink(tl::unexpected(seen.error()));
        photos.finish(task->id);
    }
}

Studio::Studio(StudioOptions options, JobEventSink sink)
    : m_private(std::make_unique<Private>(std::move(options), std::move(sink)))
{
}

Studio::~Studio() = default;

JobId Studio::submit(PortraitRequest request)
{
    return m_private->jobs.push(std::move(request));
}

void Studio::cancel(JobId job)
{
    m_private->jobs.cancel(job);
}

void Studio::cancelAll()
{
    m_private->jobs.cancelAll();
}

void Studio::readReference(std::filesystem::path photo, ReferenceSink sink)
{
    m_private->photos.push({std::move(photo), std::move(sink)});
}

Result<PortraitRequest> Studio::defaultsFor(const std::string& model, const std::string& lightning, int steps) const
{
    const bool isStarter = model.empty() || model == starterModelName;
    const auto defaults = readModelDefaults(isStarter ? m_private->options.starterModel
                                                      : std::filesystem::path(model),
                                            lightning);
    if (!defaults)
        return tl::unexpected(defaults.error());
    PortraitRequest request;
    request.model = model;
    request.lightning = lightning;
    request.steps = steps;
    request.strength = defaults->strength;
    return filledIn(std::move(request), *defaults);
}

} // namespace likeness::generation
