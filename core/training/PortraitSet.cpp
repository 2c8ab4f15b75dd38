#include "core/training/PortraitSet.h"

#include "core/faces/Align.h"
#include "core/faces/FaceCropper.h"
#include "core/identity/FaceFeatures.h"
#include "core/identity/ImageTensor.h"
#include "core/portraits/Camera.h"
#include "core/portraits/Renderer.h"
#include "core/training/Random.h"
#include "core/weights/Safetensors.h"

#include <ATen/CPUGeneratorImpl.h>
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
                          {"world", portraits::worldVersion}}
        .dump();
}

at::Tensor bytes(const images::Image& image) // [3, H, W] uint8
{
    return at::from_blob(const_cast<std::uint8_t*>(image.rgb.data()), {image.height, image.width, 3}, at::kByte)
        .permute({2, 0, 1})
        .contiguous();
}

at::Tensor toBytes(const at::Tensor& x) { return x.round().clamp(0, 255).to(at::kByte); }

// People do not hold still and no detector is exact: a few pixels (of 256) of difference in every point.
std::array<faces::Point, 5> jittered(std::array<faces::Point, 5> points, Random& random)
{
    for (auto& point : points) {
        point.x += random.uniform(-1.5, 1.5);
        point.y += random.uniform(-1.5, 1.5);
    }
    return points;
}

// No cut-out is exact either: the mask grows or shrinks by up to `amount` pixels, and loses a smooth random part of
// its border.
at::Tensor roughened(const at::Tensor& kept, Random& random) // [1, 1, H, W] bool
{
    const at::Tensor soft = kept.to(at::kFloat);
    const int64_t size = 2 * random.below(9) + 1;
    const at::Tensor mean = at::avg_pool2d(soft, {size, size}, {1, 1}, {size / 2, size / 2}, false, false);
    auto generator = at::make_generator<at::CPUGeneratorImpl>(random.next());
    const at::Tensor noise = at::upsample_bicubic2d(at::randn({1, 1, 12, 12}, generator),
                                                    {soft.size(2), soft.size(3)}, false);
    return mean.gt((0.5 + 0.2 * noise + random.uniform(-0.15, 0.15)).clamp(0.1, 0.9));
}

images::Mask maskOf(const at::Tensor& kept) // [1, 1, H, W] bool
{
    images::Mask mask{static_cast<int>(kept.size(3)), static_cast<int>(kept.size(2)), {}};
    const at::Tensor values = (kept.to(at::kByte) * 255).contiguous();
    mask.value.assign(values.const_data_ptr<std::uint8_t>(), values.const_data_ptr<std::uint8_t>() + values.numel());
    return mask;
}

// The mask takes the picture's way; the gray that surrounds a warped picture counts as out.
images::Mask warpedMask(const images::Mask& mask, const faces::AffineMatrix& matrix)
{
    images::Image picture(mask.width, mask.height);
    for (size_t i = 0; i < mask.value.size(); ++i)
        std::fill_n(&picture.rgb[i * 3], 3, mask.value[i]);
    const images::Image warped = faces::warpTo512(picture, matrix);
    images::Mask result{warped.width, warped.height, std::vector<std::uint8_t>(warped.rgb.size() / 3)};
    for (size_t i = 0; i < result.value.size(); ++i)
        result.value[i] = warped.rgb[i * 3] > 160 ? 255 : 0;
    return result;
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

    void addPerson(int64_t person)
    {
        const auto& options = m_set.options;
        const auto seed = personSeed(options, person);
        for (int64_t photo = 0; photo < referencesPerPerson; ++photo) {
            const ReferenceViews views = referenceViews(seed, static_cast<std::uint64_t>(photo), options.evaSize);
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
            m_set.pictures[picture].copy_(bytes(portraits::stylise(drawn, scene.style)));
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

ReferenceViews referenceViews(std::uint64_t person, std::uint64_t photo, int64_t evaSize)
{
    Random random(person, photo, 5);
    portraits::Scene scene = portraits::randomScene(random.next());
    scene.style = portraits::Style::photo;
    scene.light = portraits::Light::soft; // the camera brings light of its own
    if (scene.accessory == portraits::Accessory::hat)
        scene.accessory = portraits::Accessory::none; // hides the hair, which is part of the identity
    const auto drawn = portraits::draw(portraits::randomPerson(person), scene, 256);
    const auto photograph = portraits::photograph(drawn.picture, random.next());
    const auto points = jittered(drawn.points5, random);
    const auto to512 = faces::alignmentTo512(points).value();
    const auto aligned = faces::warpTo512(photograph, to512);
    const auto kept = maskOf(roughened(identity::maskTensor(drawn.kept), random));
    const auto view = faces::encoderView(aligned, warpedMask(kept, to512));
    const at::Tensor gray = bytes(view).narrow(0, 0, 1).unsqueeze(0).to(at::kFloat) / 255;
    return {bytes(faces::warpTo112(photograph, faces::alignmentTo112(points).value())),
            toBytes(identity::resizeBicubic(gray, evaSize, identity::Antialias::with)[0][0] * 255)};
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
    const auto work = [&](bool tells) {
        const at::NoGradGuard noGradients;
        for (int64_t person = next++; person < everyone && !stop.stop_requested(); person = next++) {
            renders.addPerson(person);
            if (!tells || !progress)
                continue;
            const double done = static_cast<double>(person + 1) / static_cast<double>(everyone);
            const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
            progress({"Painting the training portraits", done, passed.count() * (1 - done) / done});
        }
    };
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i)
            threads.emplace_back(work, false);
        work(true);
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
