// Optional models of faces that the user has: a detector and a parser, from one folder. Std types
// only.
//
// A file is known by what is in it, not by its name: SCRFD or YuNet (ONNX), dlib's detector with a
// network (mmod_human_face_detector.dat), of which the first named goes first; dlib's recogniser
// (dlib_face_recognition_resnet_model_v1.dat); BiSeNet (facexlib's parsing_bisenet.pth, or its tensors
// in another container). Others are passed over.
#pragma once

#include "core/faces/ExtraDetector.h"
#include "core/faces/FaceDescriber.h"
#include "core/faces/FaceParser.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace likeness::generation {

struct FaceModels {
    std::shared_ptr<const faces::ExtraDetector> detector; // null: dlib's on gradients
    std::shared_ptr<const faces::FaceParser> parser;      // null: GrabCut
    std::optional<faces::FaceDescriber> describer;        // a second judge of likeness
    std::vector<std::string> problems; // one sentence per model file that cannot be read or used
};

// An empty path, or a folder that is not there, has none.
FaceModels openFaceModels(const std::filesystem::path& folder);

} // namespace likeness::generation
