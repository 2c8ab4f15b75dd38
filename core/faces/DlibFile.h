// Files of neural networks in dlib's own serialised format: which network, and whether all of it is
// sound. Std types only.
//
// dlib allocates whatever a length in a file says, and ends the program at the second shape that
// does not fit. So a file is walked here first, number by number, beside the published network that
// it claims to be; only what fits is handed to dlib. Versions: all that dlib 19.24 reads.
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace likeness::faces {

enum class DlibNetwork {
    faceDetector,   // mmod_human_face_detector.dat: loss_mmod, seven convolutions
    faceRecogniser, // dlib_face_recognition_resnet_model_v1.dat: loss_metric, 29 convolutions
};

// From the first bytes; nothing where they are not those of such a network, or cannot be read.
std::optional<DlibNetwork> dlibNetworkIn(const std::filesystem::path& path);

struct DlibFile {
    DlibNetwork network = DlibNetwork::faceDetector;
    std::string bytes;         // the file
    std::size_t tensors = 0;   // with weights
    std::uint64_t weights = 0; // values in them
};

// Errors: notFound, io; wrongFormat for a file that is neither network, is damaged, or is larger
// than 64 MB (the published ones have 0.7 and 22 MB).
base::Result<DlibFile> readDlibFile(const std::filesystem::path& path);

// As above, and wrongFormat where it is the other network.
base::Result<DlibFile> readDlibFile(const std::filesystem::path& path, DlibNetwork wanted);

} // namespace likeness::faces
