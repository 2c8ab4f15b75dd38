// Checkpoints of full size with random values, in the layouts in which people have them: to run the
// real way where no real weights can be had.
#pragma once

#include "core/base/Error.h"
#include "core/base/Progress.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::evaluation {

enum class RandomKind {
    sdxl,       // a diffusers folder, fp16 variant (6.9 GB)
    sdxlSingle, // the same model in one file, under the original names
    pulidV1,    // pulid_v1.bin (0.8 GB)
    pulidV1_1,  // pulid_v1.1.safetensors (1.0 GB)
    eva,        // EVA02_CLIP_L_336_psz14_s6B.pt, the picture tower (0.6 GB)
    arcFace,    // glintr100.onnx (0.26 GB)
};

const std::vector<std::pair<std::string, RandomKind>>& randomKinds(); // by the names people type

struct RandomCheckpointOptions {
    RandomKind kind = RandomKind::sdxl;
    std::filesystem::path folder;     // made if it is not there
    std::filesystem::path vocabulary; // folder with CLIP's vocab.json and merges.txt (sdxl)
    std::uint64_t seed = 0;
};

// Written tensor by tensor: needs little memory, whatever the size. Returns what can be opened: a
// folder or a file. Errors: io, notFound (the vocabulary), cancelled.
base::Result<std::filesystem::path> makeRandomCheckpoint(const RandomCheckpointOptions& options,
                                                         const base::ProgressSink& progress,
                                                         const std::stop_token& stop);

} // namespace likeness::evaluation
