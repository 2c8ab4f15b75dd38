// The two face encoders, opened from files.
#pragma once

#include "core/identity/Adapter.h"
#include "core/identity/ArcFace.h"
#include "core/identity/EvaClip.h"

#include <filesystem>

namespace likeness::identity {

// What the likeness of faces and the identity adapters need; both stay in float32 unless told
// otherwise.
struct FaceEncoders {
    ArcFace arcFace;
    EvaClip eva;
};

// glintr100.onnx and its kin, or a safetensors file with the names of ArcFace.h.
// EVA02_CLIP_L_336_psz14_s6B.pt, or a safetensors file with its names. The content decides, not the
// file's name. Errors: notFound, io, wrongFormat, one sentence each.
base::Result<ArcFace> openArcFace(const std::filesystem::path& path,
                                  weights::Placement placement = {});
base::Result<EvaClip> openEvaClip(const std::filesystem::path& path,
                                  weights::Placement placement = {});
base::Result<FaceEncoders> openFaceEncoders(const std::filesystem::path& arcFace,
                                            const std::filesystem::path& eva,
                                            weights::Placement placement = {});

// pulid_v1.1.safetensors, pulid_v1.bin or an adapter with their names (see adapterFrom).
base::Result<Adapter> openAdapter(const std::filesystem::path& path, weights::Placement encoder,
                                  weights::Placement attention);

} // namespace likeness::identity
