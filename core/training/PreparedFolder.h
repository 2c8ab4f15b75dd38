// What is made once of every picture of a folder: its cut in its bucket and the latent of it, its largest face, aligned,
// and what the face encoders say about it. Kept in one safetensors file beside the training, under the SHA-256 of the
// picture's file: a changed picture is done anew, a renamed one is not.
#pragma once

#include "core/diffusion/Vae.h"
#include "core/faces/FaceFinder.h"
#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"
#include "core/training/AspectBuckets.h"
#include "core/training/FaceWarp.h"
#include "core/training/PictureFolder.h"
#include "core/training/TrainingLoop.h"

#include <optional>

namespace likeness::training {

struct PreparedFace {
    FacePoints points;     // in pixels of the cut picture
    at::Tensor condition;  // [512 + E] fp32
    at::Tensor hidden;     // [5, T, width] fp16
};

struct PreparedPicture {
    ListedPicture listed;
    Framing framing;
    at::Tensor latent; // [C, h, w] fp16, times the VAE's scaling factor
    std::optional<PreparedFace> face; // whose five points lie in the cut
};

struct FolderModels { // frozen; their fingerprints decide what of the file is still good
    const faces::FaceFinder& finder;
    const identity::ArcFace& arcFace;
    const identity::EvaClip& eva;
    const diffusion::Vae& vae;
    std::string encoderFingerprint, vaeFingerprint;
};

struct PreparedFolder {
    std::vector<PreparedPicture> pictures; // in the list's order, without those that cannot be read
    std::vector<std::string> problems;     // a sentence for each of these
    int64_t made = 0;                      // pictures that were not, or not wholly, in the file
};

// `side`: of the model's square, in pixels. One thread per core; the file is written every few minutes and at the end, if
// anything is new. Errors: cancelled (what was made is kept), io, wrongFormat (the file is none of ours).
base::Result<PreparedFolder> prepareFolder(const PictureFolder& folder, const std::filesystem::path& file, int side,
                                           const FolderModels& models, const LoopControl& control);

} // namespace likeness::training
