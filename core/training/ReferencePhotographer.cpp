#include "core/training/ReferencePhotographer.h"

#include "core/faces/Align.h"
#include "core/faces/FaceCropper.h"
#include "core/identity/FaceFeatures.h"
#include "core/identity/ImageTensor.h"
#include "core/portraits/Camera.h"
#include "core/portraits/Renderer.h"
#include "core/training/Random.h"

#include <ATen/CPUGeneratorImpl.h>

#include <cmath>

namespace likeness::training {

using Points = std::array<faces::Point, 5>;

namespace {

constexpr double foundShare = 0.75; // of the photos, cut out as users' photos are

at::Tensor toBytes(const at::Tensor& x) { return x.round().clamp(0, 255).to(at::kByte); }

// People do not hold still and no detector is exact: a few pixels (of 256) of difference in every point.
Points jittered(Points points, Random& random)
{
    for (auto& point : points) {
        point.x += random.uniform(-1.5, 1.5);
        point.y += random.uniform(-1.5, 1.5);
    }
    return points;
}

// No cut-out is exact either: the mask grows or shrinks by a few pixels, and loses a smooth random part of
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

ReferenceViews viewsOf(const images::Image& aligned112, const images::Image& encoderView, int64_t evaSize)
{
    const at::Tensor gray = bytesOf(encoderView).narrow(0, 0, 1).unsqueeze(0).to(at::kFloat) / 255;
    return {bytesOf(aligned112), toBytes(identity::resizeBicubic(gray, evaSize, identity::Antialias::with)[0][0] * 255)};
}

ReferenceViews renderedViews(const images::Image& photograph, const images::Mask& trueMask, const Points& points,
                             int64_t evaSize, Random& random)
{
    const auto to512 = faces::alignmentTo512(points).value();
    const auto aligned = faces::warpTo512(photograph, to512);
    const auto kept = maskOf(roughened(identity::maskTensor(trueMask), random));
    return viewsOf(faces::warpTo112(photograph, faces::alignmentTo112(points).value()),
                   faces::encoderView(aligned, warpedMask(kept, to512)), evaSize);
}

} // namespace

// Says where the face is, so that nothing has to be searched.
class ReferencePhotographer::KnownFace : public faces::ExtraDetector {
public:
    Points points;

    std::string name() const override { return "renderer"; }
    std::vector<faces::DetectedFace> detect(const images::Image&, const std::stop_token&) const override
    {
        const double eyes = std::hypot(points[1].x - points[0].x, points[1].y - points[0].y);
        const double side = 2.2 * eyes;
        return {{{points[2].x - side / 2, points[2].y - side / 2, side, side}, 1, points}};
    }
};

base::Result<ReferencePhotographer> ReferencePhotographer::open(const std::filesystem::path& landmarks, int64_t evaSize)
{
    ReferencePhotographer photographer(evaSize);
    if (landmarks.empty())
        return photographer;
    photographer.m_face = std::make_shared<KnownFace>();
    auto finder = faces::FaceFinder::open(landmarks, photographer.m_face);
    if (!finder)
        return tl::unexpected(finder.error());
    photographer.m_finder = std::move(*finder);
    return photographer;
}

ReferenceViews ReferencePhotographer::views(std::uint64_t person, std::uint64_t photo)
{
    Random random(person, photo, 5);
    portraits::Scene scene = portraits::randomScene(random.next());
    scene.style = portraits::Style::photo;
    if (scene.accessory == portraits::Accessory::hat)
        scene.accessory = portraits::Accessory::none; // hides the hair, which is part of the identity
    const auto drawn = portraits::draw(portraits::randomPerson(person), scene, 256);
    const auto photograph = portraits::photograph(drawn.picture, random.next());
    const auto points = jittered(drawn.points5, random);
    if (m_finder && random.uniform() < foundShare) {
        m_face->points = points;
        if (const auto found = m_finder->find(photograph); found)
            if (const auto crop =
                    faces::crop(photograph, found->front(), nullptr, faces::MaskDetail::coarse);
                crop)
                return viewsOf(crop->aligned112, crop->encoderView, m_evaSize);
    }
    return renderedViews(photograph, drawn.kept, points, m_evaSize, random);
}

at::Tensor bytesOf(const images::Image& image)
{
    return at::from_blob(const_cast<std::uint8_t*>(image.rgb.data()), {image.height, image.width, 3}, at::kByte)
        .permute({2, 0, 1})
        .contiguous();
}

} // namespace likeness::training
