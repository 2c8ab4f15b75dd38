#include "core/training/PreparedFolder.h"

#include "core/base/AtomicFile.h"
#include "core/base/Sha256.h"
#include "core/training/PictureRecord.h"
#include "core/weights/Safetensors.h"

#include <ATen/core/grad_mode.h>
#include <omp.h>

#include <atomic>
#include <mutex>
#include <thread>

namespace likeness::training {

namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* version = "1";
constexpr auto saveEvery = std::chrono::minutes(5);

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

    PictureRecord find(const std::string& hash)
    {
        const std::lock_guard lock(m_mutex);
        m_used[hash] = true;
        const auto found = m_records.find(hash);
        return found == m_records.end() ? PictureRecord() : found->second;
    }
    base::Result<void> put(const std::string& hash, PictureRecord record)
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
    std::map<std::string, PictureRecord> m_records;
    std::map<std::string, bool> m_used;
    std::atomic<int64_t> m_made = 0;
    Clock::time_point m_saved = Clock::now();
};

// Of all pictures, by several threads.
class Work {
public:
    Work(const PictureFolder& folder, Cache& cache, const PicturePreparation& preparation, const LoopControl& control)
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
        PictureRecord record = m_cache.find(hash);
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
    const PicturePreparation& m_preparation;
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
    const PicturePreparation preparation(models, side, control.stop);
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
