#include "core/training/PortraitSet.h"

#include "core/identity/ImageTensor.h"
#include "core/portraits/Renderer.h"
#include "core/training/Random.h"
#include "core/training/ReferencePhotographer.h"
#include "core/weights/Safetensors.h"

#include <nlohmann/json.hpp>

#include <atomic>
#include <chrono>
#include <thread>

namespace likeness::training {

namespace {

std::string describe(const PortraitSetOptions& options)
{
    return nlohmann::json{{"seed", options.seed},
                          {"persons", options.persons},
                          {"held_out", options.heldOut},
                          {"size", options.size},
                          {"eva_size", options.evaSize},
                          {"cut", options.landmarks.empty() ? "rendered" : "found"},
                          {"world", portraits::worldVersion}}
        .dump();
}

class Renders {
public:
    Renders(const PortraitSetOptions& options)
    {
        m_set.options = options;
        m_set.pictures = at::empty({options.persons * picturesPerPerson, 3, options.size, options.size}, at::kByte);
        const int64_t everyone = options.persons + options.heldOut;
        m_set.arcFace = at::empty({everyone, referencesPerPerson, 3, 112, 112}, at::kByte);
        m_set.eva = at::empty({everyone, referencesPerPerson, options.evaSize, options.evaSize}, at::kByte);
        m_set.faceShare = at::zeros({options.size, options.size});
    }

    void addPerson(int64_t person, ReferencePhotographer& photographer)
    {
        const auto& options = m_set.options;
        const auto seed = personSeed(options, person);
        for (int64_t photo = 0; photo < referencesPerPerson; ++photo) {
            const ReferenceViews views = photographer.views(seed, static_cast<std::uint64_t>(photo));
            m_set.arcFace[person][photo].copy_(views.arcFace);
            m_set.eva[person][photo].copy_(views.eva);
        }
        if (person >= options.persons)
            return;
        const auto who = portraits::randomPerson(seed);
        portraits::Render drawn;
        for (int64_t i = 0; i < picturesPerPerson; ++i) {
            const int64_t picture = person * picturesPerPerson + i;
            const auto scene = sceneOf(options, picture);
            if (i != 1) // the second picture is the first scene in another style
                drawn = portraits::draw(who, scene, static_cast<int>(options.size));
            m_set.pictures[picture].copy_(bytesOf(portraits::stylise(drawn, scene.style)));
            if (i == 0 && person < 64)
                m_keptOf[static_cast<size_t>(person)] = drawn.kept;
        }
    }

    PortraitSet finish()
    {
        double count = 0;
        for (const auto& kept : m_keptOf) {
            if (kept.value.empty())
                continue;
            m_set.faceShare += identity::maskTensor(kept)[0][0].to(at::kFloat);
            ++count;
        }
        m_set.faceShare /= std::max(count, 1.0);
        return std::move(m_set);
    }

private:
    PortraitSet m_set;
    std::array<images::Mask, 64> m_keptOf;
};

} // namespace

std::uint64_t personSeed(const PortraitSetOptions& options, int64_t person)
{
    return options.seed * 1'000'003 + static_cast<std::uint64_t>(person);
}

portraits::Scene sceneOf(const PortraitSetOptions& options, int64_t picture)
{
    const int64_t slot = picture % picturesPerPerson;
    const auto first = static_cast<std::uint64_t>(picture - (slot == 1 ? 1 : 0)); // shares its neighbour's scene
    Random random(options.seed + 77, static_cast<std::uint64_t>(picture));
    portraits::Scene scene = portraits::randomScene(Random(options.seed + 78, first).next());
    if (slot == 0)
        scene.style = portraits::Style::photo;
    else if (slot == 1)
        scene.style = portraits::allStyles[static_cast<size_t>(1 + random.below(std::ssize(portraits::allStyles) - 1))];
    return scene;
}

base::Result<PortraitSet> openPortraitSet(const std::filesystem::path& file, const PortraitSetOptions& options,
                                          const base::ProgressSink& progress, std::stop_token stop)
{
    if (std::filesystem::exists(file)) {
        auto read = weights::readSafetensors(file);
        if (!read)
            return tl::unexpected(read.error());
        auto& tensors = read->tensors;
        if (read->metadata["options"] != describe(options) || tensors.size() != 4)
            return base::fail(base::ErrorCode::wrongFormat, "'" + file.string() +
                                                                "' holds other portraits than this training wants. "
                                                                "Choose another folder or delete that file.");
        return PortraitSet{options, tensors["pictures"], tensors["arcFace"], tensors["eva"], tensors["faceShare"]};
    }
    Renders renders(options);
    const int64_t everyone = options.persons + options.heldOut;
    std::atomic<int64_t> next = 0;
    const auto start = std::chrono::steady_clock::now();
    std::vector<ReferencePhotographer> photographers; // one for each thread
    for (unsigned i = 0; i < std::max(std::thread::hardware_concurrency(), 1u); ++i) {
        auto photographer = ReferencePhotographer::open(options.landmarks, options.evaSize);
        if (!photographer)
            return tl::unexpected(photographer.error());
        photographers.push_back(std::move(*photographer));
    }
    const auto work = [&](ReferencePhotographer& photographer, bool tells) {
        const at::NoGradGuard noGradients;
        for (int64_t person = next++; person < everyone && !stop.stop_requested(); person = next++) {
            renders.addPerson(person, photographer);
            if (!tells || !progress)
                continue;
            const double done = static_cast<double>(person + 1) / static_cast<double>(everyone);
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
            progress({"Painting the training portraits", done, passed.count() * (1 - done) / done});
        }
    };
    {
        std::vector<std::jthread> threads;
        for (size_t i = 1; i < photographers.size(); ++i)
            threads.emplace_back(work, std::ref(photographers[i]), false);
        work(photographers[0], true);
    }
    if (stop.stop_requested())
        return base::fail(base::ErrorCode::cancelled, "The training was stopped while its portraits were painted.");
    PortraitSet set = renders.finish();
    if (auto written = weights::writeSafetensors(
            file, {{"pictures", set.pictures}, {"arcFace", set.arcFace}, {"eva", set.eva}, {"faceShare", set.faceShare}},
            {{"options", describe(options)}});
        !written)
        return tl::unexpected(written.error());
    return set;
}

} // namespace likeness::training
