// Photos → everything that is to be known about the faces in them. Remembers the last photos, so
// that a face which the window has shown already costs the job nothing.
#pragma once

#include "core/generation/FaceModels.h"
#include "core/generation/Studio.h"

#include "core/faces/FaceFinder.h"

#include <list>
#include <mutex>
#include <optional>

namespace likeness::generation {

// The crop of a photo's face; `index` counts from 0, the largest first. Errors: invalidInput for a
// face that is not there. The crop lives as long as `seen`.
base::Result<const faces::FaceCrop*> chosenFace(const ReferenceSeen& seen, int index);

// The largest face of a painted picture, as the recognisers want it.
struct MeasuredFace {
    images::Image aligned112;
    std::optional<faces::FaceDescription> description; // where there is a describer
};

// May be used by several threads at once; the detector is opened at the first photo.
class FaceReader {
public:
    // `faceModels`: see StudioOptions.
    explicit FaceReader(std::filesystem::path landmarks, std::filesystem::path faceModels = {})
        : m_landmarks(std::move(landmarks)), m_faceModels(std::move(faceModels))
    {
    }

    // Errors: those of decoding the photo; invalidInput if there is no face; notFound for the
    // landmarks' file; cancelled.
    base::Result<std::shared_ptr<const ReferenceSeen>> read(const std::filesystem::path& photo,
                                                            const std::stop_token& stop);

    // Errors: as above.
    base::Result<MeasuredFace> measuredFace(const images::Image& picture,
                                            const std::stop_token& stop);

    // dlib's description of a face; nothing without the user's file (FaceModels), or where the face
    // has none.
    std::optional<faces::FaceDescription> description(const images::Image& picture,
                                                      const faces::Face& face);

    // What is wrong with the optional models, one sentence each; empty before the first photo.
    std::vector<std::string> problems();

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

    struct Tools {
        faces::FaceFinder finder;
        std::shared_ptr<const faces::FaceParser> parser; // may be null
        std::optional<faces::FaceDescriber> describer;
    };
    base::Result<Tools> tools();
    base::Result<ReferenceSeen> look(const std::filesystem::path& photo,
                                     const std::stop_token& stop);
    std::shared_ptr<const ReferenceSeen> recall(const Stamp& stamp);
    void remember(const Stamp& stamp, std::shared_ptr<const ReferenceSeen> seen);

    const std::filesystem::path m_landmarks, m_faceModels;
    std::mutex m_mutex; // guards all below
    std::optional<Tools> m_tools;
    std::vector<std::string> m_problems;
    std::list<Remembered> m_remembered; // newest first
};

} // namespace likeness::generation
