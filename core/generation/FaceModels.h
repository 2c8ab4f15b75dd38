// Optional models of faces that the user has: a detector and a parser, from one folder. Std types
// only.
//
// A file is known by what is in it, not by its name: SCRFD or YuNet (ONNX; SCRFD goes first),
// BiSeNet (facexlib's parsing_bisenet.pth, or its tensors in another container). Others are passed
// over.
#pragma once

#include "core/faces/ExtraDetector.h"
#include "core/faces/FaceParser.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace likeness::generation {

struct FaceModels {
    std::shared_ptr<const faces::ExtraDetector> detector; // null: dlib's
    std::shared_ptr<const faces::FaceParser> parser;      // null: GrabCut
    std::vector<std::string> problems; // one sentence per model file that cannot be read or used
};

// An empty path, or a folder that is not there, has none.
FaceModels openFaceModels(const std::filesystem::path& folder);

} // namespace likeness::generation
