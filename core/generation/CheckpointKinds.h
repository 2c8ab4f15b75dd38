// The kinds of model files: how each is told from its names, and how each is built to see what
// fits.
#pragma once

#include "core/base/Error.h"
#include "core/diffusion/Unet.h"
#include "core/generation/PartCheck.h"
#include "core/weights/Onnx.h"

namespace likeness::generation {

// The options to try, as the ways in PartCheck.h; at least one.
CheckpointPart checkUnet(const weights::TensorFile& file, const std::vector<diffusion::UnetOptions>& options,
                         const NamesInFile& namesInFile = {});
CheckpointPart checkVae(const weights::TensorFile& file, const NamesInFile& namesInFile = {});
enum class TextTower { any, second }; // SDXL's second one must have a projection
CheckpointPart checkText(const weights::TensorFile& file, TextTower tower = TextTower::any,
                         const NamesInFile& namesInFile = {});

// A file with one model. Errors: wrongFormat where its names belong to nothing that is known.
base::Result<CheckpointPart> checkFile(const weights::TensorFile& file);

base::Result<CheckpointPart> checkGraph(const weights::OnnxGraph& graph);
base::Result<CheckpointPart> checkOnnx(const std::filesystem::path& path);

} // namespace likeness::generation
