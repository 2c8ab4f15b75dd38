// dlib's face detector with a convolutional network (D. King, arXiv:1502.00046, max-margin object
// detection; the public mmod_human_face_detector.dat). It finds turned and partly hidden faces that
// the detector on gradients does not. Std types only.
#pragma once

#include "core/base/Error.h"
#include "core/faces/ExtraDetector.h"

#include <filesystem>
#include <memory>

namespace likeness::faces {

// Faces as boxes without points, of 6 % of a large photo's side or 40 pixels of a small one. A photo
// takes up to 1.8 s of one core and 0.8 GB. Thread-safe; one photo at a time. Errors: those of readDlibFile.
base::Result<std::shared_ptr<const ExtraDetector>> openMmodDetector(const std::filesystem::path& path);

} // namespace likeness::faces
