#include "core/training/PictureRecord.h"

#include "core/faces/FaceCropper.h"
#include "core/identity/Identity.h"
#include "core/images/Decode.h"

namespace likeness::training {

namespace {

at::Tensor bytesOf(const std::vector<std::uint8_t>& bytes, at::IntArrayRef shape)
{
    return at::from_blob(const_cast<std::uint8_t*>(bytes.data()), shape, at::kByte).clone();
}

std::vector<std::uint8_t> valuesOf(const at::Tensor& bytes)
{
    const at::Tensor whole = bytes.contiguous();
    return {whole.const_data_ptr<std::uint8_t>(), whole.const_data_ptr<std::uint8_t>() + whole.numel()};
}

images::Image imageOf(const at::Tensor& rgb) // [H, W, 3] uint8
{
    images::Image image(static_cast<int>(rgb.size(1)), static_cast<int>(rgb.size(0)));
    image.rgb = valuesOf(rgb);
    return image;
}

at::Tensor tensorOf(const images::Image& image) { return bytesOf(image.rgb, {image.height, image.width, 3}); }

at::Tensor frameTensor(const Framing& f)
{
    return at::tensor({f.original.width, f.original.height, f.resized.width, f.resized.height, f.bucket.width,
                       f.bucket.height, f.cropTop, f.cropLeft},
                      at::kInt);
}

Framing framingOf(const at::Tensor& frame)
{
    const auto* n = frame.const_data_ptr<int>();
    return {{n[0], n[1]}, {n[2], n[3]}, {n[4], n[5]}, n[6], n[7]};
}

FacePoints pointsOf(const at::Tensor& points) // [5, 2] double
{
    FacePoints result;
    for (size_t i = 0; i < result.size(); ++i)
        result[i] = {points.const_data_ptr<double>()[2 * i], points.const_data_ptr<double>()[2 * i + 1]};
    return result;
}

faces::Point middleOf(const FacePoints& points)
{
    faces::Point middle;
    for (const auto& point : points) {
        middle.x += point.x / static_cast<double>(points.size());
        middle.y += point.y / static_cast<double>(points.size());
    }
    return middle;
}

bool has(const PictureRecord& record, const char* name, at::ScalarType type, int64_t dimensions)
{
    const auto found = record.find(name);
    return found != record.end() && found->second.scalar_type() == type && found->second.dim() == dimensions;
}

bool isFramed(const PictureRecord& r) { return has(r, "frame", at::kInt, 1) && r.at("frame").numel() == 8 && has(r, "latent", at::kHalf, 3); }
bool hasCrops(const PictureRecord& r)
{
    return has(r, "points", at::kDouble, 2) && r.at("points").numel() == 10 && has(r, "aligned112", at::kByte, 3) &&
           has(r, "aligned512", at::kByte, 3) && has(r, "kept512", at::kByte, 2);
}
bool isSearched(const PictureRecord& r) { return r.contains("looked") && (hasCrops(r) || !r.contains("points")); }
bool isRead(const PictureRecord& r) { return has(r, "condition", at::kFloat, 1) && has(r, "hidden", at::kHalf, 3); }

} // namespace

bool isWhole(const PictureRecord& record)
{
    return isFramed(record) && isSearched(record) && (!hasCrops(record) || isRead(record));
}

PicturePreparation::PicturePreparation(const FolderModels& models, int side, std::stop_token stop)
    : m_models(models), m_buckets(aspectBuckets(side)), m_stop(std::move(stop))
{
}

base::Result<void> PicturePreparation::complete(PictureRecord& record, const std::string& bytes, const std::string& name) const
{
    if (!isSearched(record) || !isFramed(record)) {
        const auto photo = images::decodeBytes(std::as_bytes(std::span(bytes)), name);
        if (!photo)
            return tl::unexpected(photo.error());
        if (!isSearched(record))
            if (auto searched = search(record, *photo, name); !searched)
                return searched;
        if (!isFramed(record))
            frame(record, *photo);
    }
    if (hasCrops(record) && !isRead(record))
        read(record);
    return {};
}

base::Result<void> PicturePreparation::search(PictureRecord& record, const images::Image& photo, const std::string& name) const
{
    for (const char* made : {"points", "aligned112", "aligned512", "kept512", "condition", "hidden", "frame"})
        record.erase(made); // the cut is around the face
    const auto found = m_models.finder.find(photo, m_stop, name);
    if (!found && found.error().code == base::ErrorCode::cancelled)
        return tl::unexpected(found.error());
    record["looked"] = at::ones({1}, at::kByte);
    const auto crop = found ? faces::crop(photo, found->front()) : tl::unexpected(found.error());
    if (!crop)
        return {};
    const at::Tensor points = at::empty({5, 2}, at::kDouble);
    for (size_t i = 0; i < 5; ++i) {
        points.mutable_data_ptr<double>()[2 * i] = found->front().points5[i].x;
        points.mutable_data_ptr<double>()[2 * i + 1] = found->front().points5[i].y;
    }
    record["points"] = points;
    record["aligned112"] = tensorOf(crop->aligned112);
    record["aligned512"] = tensorOf(crop->aligned512);
    record["kept512"] = bytesOf(crop->kept512.value, {crop->kept512.height, crop->kept512.width});
    return {};
}

void PicturePreparation::frame(PictureRecord& record, const images::Image& photo) const
{
    const auto centre = hasCrops(record) ? std::optional(middleOf(pointsOf(record.at("points")))) : std::nullopt;
    const Framing framing = framingFor({photo.width, photo.height}, m_buckets, centre);
    const at::Tensor pixels = tensorOf(framed(photo, framing)).permute({2, 0, 1}).unsqueeze(0).to(at::kFloat);
    const auto moments = diffusion::splitMoments(m_models.vae.encode(pixels / 127.5 - 1));
    record["latent"] = (moments.mean[0] * m_models.vae.options.scaling_factor).to(at::kHalf);
    record["frame"] = frameTensor(framing);
}

void PicturePreparation::read(PictureRecord& record) const
{
    const at::Tensor& kept = record.at("kept512");
    const faces::FaceCrop crop{.aligned512 = imageOf(record.at("aligned512")),
                               .aligned112 = imageOf(record.at("aligned112")),
                               .kept512 = {static_cast<int>(kept.size(1)), static_cast<int>(kept.size(0)), valuesOf(kept)},
                               .encoderView = {},
                               .segmentation = {}};
    const auto seen = identity::readReference(m_models.arcFace, m_models.eva, crop, identity::Antialias::with, m_stop);
    record["condition"] = seen.condition()[0].to(at::kFloat);
    record["hidden"] = at::cat(seen.hidden).to(at::kHalf); // [5, T, width]
}

PreparedPicture preparedFrom(const ListedPicture& listed, const PictureRecord& record)
{
    PreparedPicture picture{listed, framingOf(record.at("frame")), record.at("latent"), {}};
    if (!hasCrops(record))
        return picture;
    PreparedFace face{pointsOf(record.at("points")), record.at("condition"), record.at("hidden")};
    for (auto& point : face.points) {
        point = picture.framing.framed(point);
        const auto& [width, height] = picture.framing.bucket;
        if (point.x < 0 || point.y < 0 || point.x >= width || point.y >= height)
            return picture; // cut off: it teaches words
    }
    picture.face = std::move(face);
    return picture;
}

} // namespace likeness::training
