// What a model file or folder is, and whether everything that belongs to it is there. Nothing is
// loaded for use: models are built without their numbers, so a file of seven gigabytes takes
// seconds.
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace likeness::generation {

// One model of the file; a whole SDXL checkpoint has four.
struct CheckpointPart {
    std::string kind;   // "SDXL UNet", "PuLID v1.1 adapter", "LoRA"
    std::string detail; // "3 levels of 320, 640, 1280 channels"; may be empty
    std::size_t tensors = 0;
    std::uint64_t bytes = 0;                  // of the tensors
    std::map<std::string, std::size_t> types; // "fp16" → number of tensors
    bool isChecked = true; // false: a kind that Likeness does not build, so nothing can be missing
    std::vector<std::string> missing, unexpected, misshaped; // names; misshaped with both shapes
};

struct CheckpointReport {
    std::string
        kind; // of the whole: "SDXL model folder", "SDXL single-file checkpoint", or the part's
    std::vector<CheckpointPart> parts;
};

// Errors: notFound, io, wrongFormat (no model file, or one that is nothing Likeness knows),
// invalidInput (a folder that holds no model).
// A manifest (weights/Manifest.h) is inspected as the file whose names and shapes it lists.
base::Result<CheckpointReport> inspectCheckpoint(const std::filesystem::path& path);

// What `path` has otherwise than the published file that the manifest lists, name by name; of a model folder the part
// that the manifest is about. The kind is the published file's name. Errors: as above, and the manifest's.
base::Result<CheckpointPart> compareWithManifest(const std::filesystem::path& path,
                                                 const std::filesystem::path& manifest);

} // namespace likeness::generation
