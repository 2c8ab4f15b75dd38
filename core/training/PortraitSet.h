// The training data: persons of the portrait world, each in several scenes and styles, and reference photos of each.
//
// Everything follows from PortraitSetOptions; the pixels are rendered once and kept in one safetensors file, which
// is mapped (a gigabyte or more) and shared by the trainings that follow each other.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"
#include "core/portraits/Scene.h"
#include "core/weights/TensorFile.h"

#include <filesystem>

namespace likeness::training {

struct PortraitSetOptions {
    std::uint64_t seed = 1;
    int64_t persons = 5000;
    int64_t heldOut = 200;  // further persons, for validation; never trained on
    int64_t size = 256;     // pixels
    int64_t evaSize = 112;  // of the EVA tower's view
    std::filesystem::path landmarks; // how reference photos are cut out: see ReferencePhotographer.h

    bool operator==(const PortraitSetOptions&) const = default;
};

inline constexpr int64_t picturesPerPerson = 4;
inline constexpr int64_t referencesPerPerson = 2;

struct PortraitSet {
    PortraitSetOptions options;
    at::Tensor pictures;  // [persons * 4, 3, size, size] uint8; picture i shows person i / 4
    at::Tensor arcFace;   // [persons + heldOut, 2, 3, 112, 112] uint8: reference photos, aligned for ArcFace
    at::Tensor eva;       // [persons + heldOut, 2, evaSize, evaSize] uint8: gray on white, aligned for EVA
    at::Tensor faceShare; // [size, size] float, 0..1: how often face or hair is at a pixel
};

std::uint64_t personSeed(const PortraitSetOptions& options, int64_t person);
// The scene of a training picture; the first two share the scene and differ in style.
portraits::Scene sceneOf(const PortraitSetOptions& options, int64_t picture);

// Renders the set into `file`, or maps it if it is there already. Errors: cancelled, io, wrongFormat,
// those of ReferencePhotographer::open.
base::Result<PortraitSet> openPortraitSet(const std::filesystem::path& file, const PortraitSetOptions& options,
                                          const base::ProgressSink& progress, std::stop_token stop);

} // namespace likeness::training
