// What is measured on one picture: by the judges (networks of our own, trained on renders, see training/JudgeNetwork.h),
// or by encoders that the user has. One figure always comes from one encoder.
#pragma once

#include "core/evaluation/ColourDifference.h"
#include "core/faces/FaceFinder.h"
#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"
#include "core/training/FaceWarp.h"
#include "core/training/JudgeFile.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace likeness::evaluation {

// Where in a picture the face is looked for.
enum class FacePlace {
    usual, // where the portrait world paints faces; all pictures are measured
    found  // where the detector finds one; pictures without a face have no likeness
};

struct JudgeFiles {
    std::filesystem::path folder;  // scene.safetensors, likeness.safetensors
    std::filesystem::path arcFace; // a face recogniser for the likeness instead of the judge; may be empty
    std::filesystem::path eva;     // an EVA-CLIP for the purity instead of the judge; may be empty
};

// One picture, as far as it could be read.
struct Reading {
    at::Tensor face;            // [1, E]: for the likeness; undefined without a face
    at::Tensor image;           // [1, E]: for the purity
    at::Tensor scene;           // [1, E]: the scene judge's, for the text alignment
    std::vector<int64_t> scenes, persons; // the likeliest class of every fact; persons empty without a face
    std::optional<Lab> skin;    // of the cheeks
    double sharpness = 0;       // see sharpness()
};

class Judges {
public:
    // Errors: those of opening the files, one sentence each.
    static base::Result<Judges> open(const JudgeFiles& files, FacePlace place, faces::FaceFinder finder);

    // `points`: the face's, where they are known. Errors: cancelled.
    base::Result<Reading> read(const images::Image& picture, const std::stop_token& stop,
                               const std::optional<training::FacePoints>& points = {}) const;
    double alignment(const Reading& reading, const std::string& prompt) const; // cosine

    // What can be judged at all: the share of held-out renders of this style that were read right is at least 0.8.
    bool canReadScene(const std::string& style, const std::string& fact) const;
    bool canReadPerson(const std::string& style, const std::string& fact) const;

    const std::string& likenessBy() const { return m_likenessBy; } // who measures, for people
    const std::string& textBy() const { return m_textBy; }
    const std::string& purityBy() const { return m_purityBy; }

private:
    Judges(training::OpenSceneJudge scene, training::OpenLikenessJudge likeness, faces::FaceFinder finder);
    at::Tensor recognised(const images::Image& picture, const training::FacePoints& points) const;

    training::OpenSceneJudge m_scene;
    training::OpenLikenessJudge m_likeness;
    faces::FaceFinder m_finder;
    FacePlace m_place = FacePlace::usual;
    std::shared_ptr<const identity::ArcFace> m_arcFace;
    std::shared_ptr<const identity::EvaClip> m_eva;
    std::string m_likenessBy, m_textBy, m_purityBy;
};

// Mean absolute difference of a picture's brightness (0..255) and its mean over 3 x 3 pixels, the picture brought to 256
// pixels a side: comparable between pictures of the same scene only.
double sharpness(const images::Image& picture);

// The mean colour of both cheeks in a head view (training/JudgeViews.h).
Lab skinTone(const at::Tensor& headView);

} // namespace likeness::evaluation
