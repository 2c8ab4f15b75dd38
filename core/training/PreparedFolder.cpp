#include "core/training/PreparedFolder.h"

#include "core/base/AtomicFile.h"
#include "core/base/Sha256.h"
#include "core/faces/FaceCropper.h"
#include "core/identity/Identity.h"
#include "core/images/Decode.h"
#include "core/weights/Safetensors.h"

#include <ATen/core/grad_mode.h>
#include <omp.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace likeness::training {

namespace {

using Clock = std::chrono::steady_clock;

// Of one picture. "frame" and "latent" depend on the size and the VAE; "looked" says that its face was searched, and
// "points" (in pixels of the photo) and the crops are there if it has one; "condition" and "hidden" are the encoders'.
using Record = weights::TensorMap;

constexpr const char* version = "1";
constexpr auto saveEvery = std::chrono::minutes(5);

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

bool has(const Record& record, const char* name, at::ScalarType type, int64_t dimensions)
{
    const auto found = record.find(name);
    return found != record.end() && found->second.scalar_type() == type && found->second.dim() == dimensions;
}

bool isFramed(const Record& r) { return has(r, "frame", at::kInt, 1) && r.at("frame").numel() == 8 && has(r, "latent", at::kHalf, 3); }
bool hasCrops(const Record& r)
{
    return has(r, "points", at::kDouble, 2) && r.at("points").numel() == 10 && has(r, "aligned112", at::kByte, 3) &&
           has(r, "aligned512", at::kByte, 3) && has(r, "kept512", at::kByte, 2);
}
bool isSearched(const Record& r) { return r.contains("looked") && (hasCrops(r) || !r.contains("points")); }
bool isRead(const Record& r) { return has(r, "condition", at::kFloat, 1) && has(r, "hidden", at::kHalf, 3); }
bool isWhole(const Record& r) { return isFramed(r) && isSearched(r) && (!hasCrops(r) || isRead(r)); }

// All records, and the file they are kept in.
class Cache {
public:
    Cache(std::filesystem::path file, std::string pictures, std::string faces)
        : m_file(std::move(file)), m_pictures(std::move(pictures)), m_faces(std::move(faces))
    {
    }

    base::Result<void> open()
    {
        std::error_code ignored;
        if (!std::filesystem::exists(m_file, ignored))
            return {};
        auto read = weights::readSafetensors(m_file);
        if (!read)
            return tl::unexpected(read.error());
        if (read->metadata["prepared_pictures"] != version)
            return base::fail(base::ErrorCode::wrongFormat,
                              "'" + m_file.string() + "' holds no prepared pictures: delete it, and it is made anew.");
        const bool samePictures = read->metadata["pictures"] == m_pictures, sameFaces = read->metadata["faces"] == m_faces;
        for (auto& [name, tensor] : read->tensors) {
            const size_t slash = name.find('/');
            if (slash == std::string::npos)
                continue;
            const std::string what = name.substr(slash + 1);
            if (((what == "frame" || what == "latent") && !samePictures) ||
                ((what == "condition" || what == "hidden") && !sameFaces))
                continue;
            m_records[name.substr(0, slash)][what] = tensor;
        }
        return {};
    }

    Record find(const std::string& hash)
    {
        const std::lock_guard lock(m_mutex);
        m_used[hash] = true;
        const auto found = m_records.find(hash);
        return found == m_records.end() ? Record() : found->second;
    }
    base::Result<void> put(const std::string& hash, Record record)
    {
        const std::lock_guard lock(m_mutex);
        m_records[hash] = std::move(record);
        ++m_made;
        return Clock::now() - m_saved > saveEvery ? write() : base::Result<void>();
    }
    // Without the records of pictures that are not in the folder any more.
    base::Result<void> save()
    {
        const std::lock_guard lock(m_mutex);
        const auto gone = std::erase_if(m_records, [&](const auto& entry) { return !m_used.contains(entry.first); });
        return m_made > 0 || gone > 0 ? write() : base::Result<void>();
    }
    base::Result<void> keep() // when it was stopped
    {
        const std::lock_guard lock(m_mutex);
        return m_made > 0 ? write() : base::Result<void>();
    }
    int64_t made() const { return m_made; }

private:
    base::Result<void> write()
    {
        weights::TensorMap all;
        for (const auto& [hash, record] : m_records)
            for (const auto& [name, tensor] : record)
                all[hash + "/" + name] = tensor;
        m_saved = Clock::now();
        return weights::writeSafetensors(
            m_file, all, {{"prepared_pictures", version}, {"pictures", m_pictures}, {"faces", m_faces}});
    }

    const std::filesystem::path m_file;
    const std::string m_pictures, m_faces;
    std::mutex m_mutex;
    std::map<std::string, Record> m_records;
    std::map<std::string, bool> m_used;
    std::atomic<int64_t> m_made = 0;
    Clock::time_point m_saved = Clock::now();
};

// The steps from a photo to its record. Any of them may be done already.
class Preparation {
public:
    Preparation(const FolderModels& models, int side, std::stop_token stop)
        : m_models(models), m_buckets(aspectBuckets(side)), m_stop(std::move(stop))
    {
    }

    // Errors: what the decoder says of the picture, cancelled.
    base::Result<void> complete(Record& record, const std::string& bytes, const std::string& name) const
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

private:
    base::Result<void> search(Record& record, const images::Image& photo, const std::string& name) const
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
    void frame(Record& record, const images::Image& photo) const
    {
        const auto centre = hasCrops(record) ? std::optional(middleOf(pointsOf(record.at("points")))) : std::nullopt;
        const Framing framing = framingFor({photo.width, photo.height}, m_buckets, centre);
        const at::Tensor pixels = tensorOf(framed(photo, framing)).permute({2, 0, 1}).unsqueeze(0).to(at::kFloat);
        const auto moments = diffusion::splitMoments(m_models.vae.encode(pixels / 127.5 - 1));
        record["latent"] = (moments.mean[0] * m_models.vae.options.scaling_factor).to(at::kHalf);
        record["frame"] = frameTensor(framing);
    }
    void read(Record& record) const
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

    const FolderModels& m_models;
    const std::vector<PictureSize> m_buckets;
    const std::stop_token m_stop;
};

PreparedPicture preparedFrom(const ListedPicture& listed, const Record& record)
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

// Of all pictures, by several threads.
class Work {
public:
    Work(const PictureFolder& folder, Cache& cache, const Preparation& preparation, const LoopControl& control)
        : m_folder(folder), m_cache(cache), m_preparation(preparation), m_control(control),
          m_done(folder.pictures.size()), m_wrong(folder.pictures.size())
    {
    }

    void run(bool tells)
    {
        const at::NoGradGuard noGradients;
        omp_set_num_threads(1); // of this thread alone
        for (size_t i = m_next++; i < m_done.size() && !m_control.stop.stop_requested() && !m_failed; i = m_next++) {
            const auto made = base::guarded([&] { return make(i); });
            if (!made)
                m_wrong[i] = made.error();
            if (tells && m_control.progress)
                m_control.progress({"Preparing the pictures",
                                    static_cast<double>(i + 1) / static_cast<double>(m_done.size()), -1});
        }
    }

    base::Result<PreparedFolder> result()
    {
        if (m_failed)
            return tl::unexpected(*m_failure);
        PreparedFolder prepared;
        for (size_t i = 0; i < m_done.size(); ++i) {
            if (m_done[i])
                prepared.pictures.push_back(std::move(*m_done[i]));
            else if (m_wrong[i])
                prepared.problems.push_back(m_wrong[i]->message);
        }
        return prepared;
    }

private:
    base::Result<void> make(size_t i)
    {
        const ListedPicture& listed = m_folder.pictures[i];
        const auto bytes = base::readFile(listed.file);
        if (!bytes)
            return tl::unexpected(bytes.error());
        const std::string hash = base::sha256(std::as_bytes(std::span(*bytes)));
        Record record = m_cache.find(hash);
        if (!isWhole(record)) {
            if (auto done = m_preparation.complete(record, *bytes, "'" + listed.file.string() + "'"); !done)
                return done;
            if (auto kept = m_cache.put(hash, record); !kept) {
                const std::lock_guard lock(m_mutex);
                m_failure = kept.error();
                m_failed = true;
            }
        }
        m_done[i] = preparedFrom(listed, record);
        return {};
    }

    const PictureFolder& m_folder;
    Cache& m_cache;
    const Preparation& m_preparation;
    const LoopControl& m_control;
    std::vector<std::optional<PreparedPicture>> m_done;
    std::vector<std::optional<base::Error>> m_wrong;
    std::atomic<size_t> m_next = 0;
    std::mutex m_mutex;
    std::atomic<bool> m_failed = false; // the file cannot be written
    std::optional<base::Error> m_failure;
};

} // namespace

base::Result<PreparedFolder> prepareFolder(const PictureFolder& folder, const std::filesystem::path& file, int side,
                                           const FolderModels& models, const LoopControl& control)
{
    Cache cache(file, std::to_string(side) + " " + models.vaeFingerprint, models.encoderFingerprint);
    if (auto opened = cache.open(); !opened)
        return tl::unexpected(opened.error());
    const Preparation preparation(models, side, control.stop);
    Work work(folder, cache, preparation, control);
    {
        std::vector<std::jthread> threads;
        for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i)
            threads.emplace_back([&] { work.run(false); });
        std::jthread([&] { work.run(true); }).join(); // in a thread of its own: it changes that thread's settings
    }
    if (control.stop.stop_requested()) {
        const auto kept = cache.keep();
        return kept ? base::fail(base::ErrorCode::cancelled, "The training was stopped while its pictures were prepared; it "
                                                             "goes on from there next time.")
                    : tl::unexpected(kept.error());
    }
    auto result = work.result();
    if (!result)
        return result;
    if (auto saved = cache.save(); !saved)
        return tl::unexpected(saved.error());
    result->made = cache.made();
    return result;
}

} // namespace likeness::training
