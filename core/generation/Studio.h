// The door between a program and the machinery: jobs go in, events come out. Std types only.
//
// Owns the one inference thread (models, pictures) and a second thread that reads reference photos,
// so that faces appear while a picture is being painted. All methods may be called from any thread
// and return at once.
#pragma once

#include "core/faces/Face.h"
#include "core/generation/JobEvent.h"

#include <filesystem>
#include <memory>

namespace likeness::generation {

struct StudioOptions {
    std::filesystem::path starterModel; // resources/starter
    std::filesystem::path styles;       // resources/styles/styles.json
    std::filesystem::path
        vocabulary; // folder with CLIP's vocab.json and merges.txt, for single-file checkpoints
    std::filesystem::path landmarks; // dlib's shape_predictor_68_face_landmarks.dat
    std::filesystem::path faceModels; // folder of optional models (FaceModels.h); may be empty
};

// What was seen in a photo; `crops` has one entry per face, largest first.
struct ReferenceSeen {
    std::string photo;
    images::Image picture; // upright, sRGB
    std::vector<faces::Face> faces;
    std::vector<faces::FaceCrop> crops;
};
using ReferenceSink = std::function<void(const base::Result<ReferenceSeen>&)>;

class Studio {
public:
    Studio(StudioOptions options, JobEventSink sink);
    ~Studio(); // stops the running job, waits for both threads

    // Queued behind the jobs before it. Wrong values are reported as a Failed event. Every job ends
    // with exactly one of Finished, Failed and Cancelled, also when the studio goes. Events come
    // from the inference thread.
    JobId submit(PortraitRequest request);
    void cancel(JobId job); // running or waiting; a Cancelled event follows
    void cancelAll();

    // Reads the photo, finds every face and cuts it out. `sink` is called once, on the reference
    // thread; a photo without a face is an error with one clear sentence. Photos are read in order;
    // those not yet read when the studio goes are answered with ErrorCode::cancelled.
    void readReference(std::filesystem::path photo, ReferenceSink sink);

    // Settings that a model proposes: size, steps, guidance, sampler, strength; with a Lightning
    // file, its few steps; with a number of steps, what goes with them. Reads only small files.
    // Errors: notFound, wrongFormat.
    base::Result<PortraitRequest> defaultsFor(const std::string& model, const std::string& lightning = {},
                                              int steps = 0) const;

private:
    struct Private;
    std::unique_ptr<Private> m_private;
};

} // namespace likeness::generation
