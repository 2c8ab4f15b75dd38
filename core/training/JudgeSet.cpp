#include "core/training/JudgeSet.h"

#include "core/identity/ImageTensor.h"
#include "core/portraits/Camera.h"
#include "core/portraits/Renderer.h"
#include "core/training/JudgeViews.h"
#include "core/training/Random.h"
#include "core/training/WorldLabels.h"
#include "core/weights/ModelFolder.h"
#include "core/weights/Safetensors.h"

#include <nlohmann/json.hpp>
#include <omp.h>

#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>
#include <thread>

namespace likeness::training {

namespace {

using portraits::Render;
using portraits::Style;

// Changes with everything that the pixels depend on, the renderer's own drawing included.
std::string describe(const JudgeSetOptions& options)
{
    const auto sample = portraits::render(portraits::randomPerson(1), portraits::randomScene(1), 64).picture;
    std::uint64_t drawing = 1469598103934665603ull;
    for (const std::uint8_t value : sample.rgb)
        drawing = (drawing ^ value) * 1099511628211ull;
    return nlohmann::json{{"seed", options.seed},         {"persons", options.persons},
                          {"held_out", options.heldOut},  {"vae", options.vae.empty() ? 0 : options.vaeShare},
                          {"scene", sceneViewSide},       {"head", headViewSide},
                          {"person facts", personFacts().outputs()}, {"scene facts", sceneFacts().outputs()},
                          {"drawing", drawing}}
        .dump();
}

images::Image imageOf(const at::Tensor& pixels) // [3, H, W] in 0..255
{
    const at::Tensor bytes = pixels.round().clamp(0, 255).to(at::kByte).permute({1, 2, 0}).contiguous();
    images::Image image(static_cast<int>(bytes.size(1)), static_cast<int>(bytes.size(0)));
    std::copy_n(bytes.const_data_ptr<std::uint8_t>(), image.rgb.size(), image.rgb.begin());
    return image;
}

images::Image reconstructed(const diffusion::Vae& vae, const images::Image& image)
{
    const auto moments = diffusion::splitMoments(vae.encode(identity::imageTensor(image) / 127.5 - 1));
    return imageOf((vae.decode(moments.mean)[0] + 1) * 127.5);
}

// No detector is exact: sometimes the true points, sometimes the usual place, always a little off.
FacePoints seenPoints(const Render& drawn, Random& random)
{
    FacePoints points = random.uniform() < 0.5 ? drawn.points5
                                               : usualPoints(drawn.picture.width, drawn.picture.height);
    for (auto& point : points) {
        point.x += random.uniform(-1.5, 1.5);
        point.y += random.uniform(-1.5, 1.5);
    }
    return points;
}

class Renders {
public:
    Renders(const JudgeSetOptions& options, const diffusion::Vae* vae) : m_vae(vae)
    {
        m_set.options = options;
        const int64_t pictures = everyone() * judgePicturesPerPerson;
        m_set.scenes = at::empty({pictures, 3, sceneViewSide, sceneViewSide}, at::kByte);
        m_set.heads = at::empty({pictures, 3, headViewSide, headViewSide}, at::kByte);
    }

    int64_t everyone() const { return m_set.options.persons + m_set.options.heldOut; }

    void addPerson(int64_t person)
    {
        const auto who = portraits::randomPerson(personSeed(m_set.options, person));
        Render drawn;
        for (int64_t i = 0; i < judgePicturesPerPerson; ++i) {
            const int64_t picture = person * judgePicturesPerPerson + i;
            const auto scene = sceneOf(m_set.options, picture);
            Random random(m_set.options.seed + 1, static_cast<std::uint64_t>(picture));
            if (i % 2 == 0) // the next one is the same scene in another style
                drawn = portraits::draw(who, scene);
            images::Image seen = portraits::stylise(drawn, scene.style);
            if (i == 0 || (scene.style == Style::photo && random.uniform() < 0.4))
                seen = portraits::photograph(seen, random.next());
            if (m_vae && random.uniform() < m_set.options.vaeShare)
                seen = reconstructed(*m_vae, seen);
            m_set.scenes[picture].copy_(sceneView(seen));
            const at::Tensor head = headView(seen, seenPoints(drawn, random));
            TORCH_CHECK(head.defined(), "a render's points fix no similarity");
            m_set.heads[picture].copy_(head);
        }
    }

    JudgeSet finish() { return std::move(m_set); }

private:
    JudgeSet m_set;
    const diffusion::Vae* m_vae;
};

base::Result<std::optional<diffusion::Vae>> openVae(const std::filesystem::path& folder)
{
    if (folder.empty())
        return std::nullopt;
    const auto options = diffusion::VaeOptions::read(folder / "config.json");
    if (!options)
        return tl::unexpected(options.error());
    auto file = weights::readModelFolder(folder, "diffusion_pytorch_model");
    if (!file)
        return tl::unexpected(file.error());
    const weights::Weights w(std::move(*file));
    diffusion::Vae vae(*options, w);
    if (auto fits = w.check("an autoencoder"); !fits)
        return tl::unexpected(fits.error());
    return vae;
}

base::Result<JudgeSet> render(const JudgeSetOptions& options, const base::ProgressSink& progress,
                              const std::stop_token& stop)
{
    const auto vae = openVae(options.vae);
    if (!vae)
        return tl::unexpected(vae.error());
    Renders renders(options, *vae ? &**vae : nullptr);
    std::atomic<int64_t> next = 0;
    std::mutex mutex;
    std::exception_ptr problem;
    const auto start = std::chrono::steady_clock::now();
    const auto work = [&] {
        omp_set_num_threads(1); // of this thread alone
        const at::NoGradGuard noGradients;
        try {
            for (int64_t person = next++; person < renders.everyone() && !stop.stop_requested(); person = next++) {
                renders.addPerson(person);
                const double done = static_cast<double>(person + 1) / static_cast<double>(renders.everyone());
                const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
                const std::lock_guard lock(mutex);
                if (progress)
                    progress({"Painting portraits for the judges, person " + std::to_string(person + 1) + " of " +
                                  std::to_string(renders.everyone()),
                              done, passed.count() * (1 - done) / done});
            }
        } catch (...) {
            const std::lock_guard lock(mutex);
            problem = std::current_exception();
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < options.workers; ++i)
            threads.emplace_back(work);
    }
    if (problem)
        std::rethrow_exception(problem);
    if (stop.stop_requested())
        return base::fail(base::ErrorCode::cancelled, "The training was stopped while its portraits were painted.");
    return renders.finish();
}

} // namespace

std::uint64_t personSeed(const JudgeSetOptions& options, int64_t person)
{
    return options.seed * 1'000'003 + static_cast<std::uint64_t>(person);
}

portraits::Scene sceneOf(const JudgeSetOptions& options, int64_t picture)
{
    const int64_t slot = picture % judgePicturesPerPerson;
    const auto first = static_cast<std::uint64_t>(picture - slot % 2);
    portraits::Scene scene = portraits::randomScene(Random(options.seed + 2, first).next());
    Random random(options.seed + 3, static_cast<std::uint64_t>(picture));
    scene.style = slot == 0 ? Style::photo
                            : portraits::allStyles[static_cast<size_t>(random.below(std::ssize(portraits::allStyles)))];
    return scene;
}

base::Result<JudgeSet> openJudgeSet(const std::filesystem::path& file, const JudgeSetOptions& options,
                                    const base::ProgressSink& progress, std::stop_token stop)
{
    if (std::filesystem::exists(file)) {
        auto read = weights::readSafetensors(file);
        if (!read)
            return tl::unexpected(read.error());
        if (read->metadata["options"] != describe(options) || read->tensors.size() != 2)
            return base::fail(base::ErrorCode::wrongFormat, "'" + file.string() +
                                                                "' holds other portraits than these judges want. "
                                                                "Choose another folder or delete that file.");
        return JudgeSet{options, read->tensors["scenes"], read->tensors["heads"]};
    }
    auto set = render(options, progress, stop);
    if (!set)
        return set;
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    if (auto written = weights::writeSafetensors(file, {{"scenes", set->scenes}, {"heads", set->heads}},
                                                 {{"options", describe(options)}});
        !written)
        return tl::unexpected(written.error());
    return set;
}

} // namespace likeness::training
