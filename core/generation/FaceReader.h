// Photos → everything that is to be known about the faces in them. Remembers the last photos, so
// that a face which the window has shown already costs the job nothing.
#pragma once

#include "core/generation/Studio.h"

#include "core/faces/FaceFinder.h"

#include <list>
#include <mutex>
#include <optional>

namespace likeness::generation {

// The crop of a photo's face; `index` counts from 0, the largest first. Errors: invalidInput for a
// face that is not there. The crop lives as long as `seen`.
base::Result<const faces::FaceCrop*> chosenFace(const ReferenceSeen& seen, int index);

// May be used by several threads at once; the detector is opened at the first photo.
class FaceReader {
public:
    explicit FaceReader(std::filesystem::path landmarks) : m_landmarks(std::move(landmarks)) {}

    // Errors: those of decoding the photo; invalidInput if there is no face; notFound for the
    // landmarks' file; cancelled.
    base::Result<std::shared_ptr<const ReferenceSeen>> read(const std::filesystem::path& photo,
                                                            const std::stop_token& stop);

    // The largest face of a painted picture, aligned for the recogniser (112 x 112). Errors: as
    // above.
    base::Result<images::Image> alignedFace(const images::Image& picture,
                                            const std::stop_token& stop);

private:
    // A photo's file as it was when it was read.
    struct Stamp {
        std::filesystem::path path;
        std::filesystem::file_time_type time;
        std::uintmax_t size = 0;
        bool operator==(const Stamp&) const = default;
    };
    struct Remembered {
        Stamp stamp;
        std::shared_ptr<const ReferenceSeen> seen;
    };

    base::Result<faces::FaceFinder> finder();
    std::shared_ptr<const ReferenceSeen> recall(const Stamp& stamp);
    void remember(const Stamp& stamp, std::shared_ptr<const ReferenceSeen> seen);

    const std::filesystem::path m_landmarks;
    std::mutex m_mutex; // guards the two below
    std::optional<faces::FaceFinder> m_finder;
    std::list<Remembered> m_remembered; // newest first
};

} // namespace likeness::generation
