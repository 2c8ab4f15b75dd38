// A finished job as files: the pictures with their settings inside, and a manifest from which they
// can be made again.
//
//     FOLDER/id_off.png  id_on.png  pair.png          what the job made
//     FOLDER/steps/01_off.png, 01_on.png, …           the previews, if they are given
//     FOLDER/steps/01_attention_mid_block.png, …      where the identity worked, if it was recorded
//     FOLDER/manifest.json                            request, scores, files with SHA-256, version
//
// The same result gives the same bytes in every file.
#pragma once

#include "core/base/Error.h"
#include "core/generation/JobEvent.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace likeness::sets {

// Writes the set; the folder is made if it is not there, files of an earlier set in it are
// replaced. Everything is written beside its place first and moved when all of it is there: a full
// disk or a read-only folder leaves what was there before. Returns the files, manifest last.
// Errors: invalidInput (nothing to write), io (one sentence).
base::Result<std::vector<std::filesystem::path>>
exportSet(const generation::PortraitResult& result, const std::filesystem::path& folder,
          std::span<const generation::StepPreview> steps = {});

// The request of an exported set, from its manifest or from one of its pictures.
// Errors: notFound, io, wrongFormat (a file without settings of ours), invalidInput (a field that
// cannot be used).
base::Result<generation::PortraitRequest> readRequest(const std::filesystem::path& file);

} // namespace likeness::sets
