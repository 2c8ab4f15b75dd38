// A person in a file (.likeness-id): what the face encoders said about one photo, so that the photo
// itself is not needed again. Stands wherever a photo may stand, beside photos too, and with
// adapters of both versions.
//
// safetensors; tensors, float32: face [1, F], eva [1, E], hidden_0 … hidden_4 [1, T, C], and
// aligned_112 [112, 112, 3] uint8, the face as the recogniser saw it. Metadata: format
// "likeness-id", version "1", name, photo_sha256, segmentation, and recogniser and tower, the
// fingerprints of the encoders' weights.
#pragma once

#include "core/identity/Identity.h"

#include <filesystem>

namespace likeness::identity {

struct IdentityFile {
    std::string name;              // for people: the photo's file name, or what they chose
    std::string photoSha256;       // of the photo's bytes
    std::string segmentation;      // as in FaceCrop
    std::string recogniser, tower; // weights::fingerprint of ArcFace and EVA
    ReferenceFeatures features;    // float32, on the CPU
    images::Image aligned112;
};

// Atomically. Errors: io.
base::Result<void> writeIdentityFile(const std::filesystem::path& path, const IdentityFile& file);

// Errors: notFound, io, wrongFormat (not an identity file, of a newer version, damaged).
base::Result<IdentityFile> readIdentityFile(const std::filesystem::path& path);

// Whether a file that a reference names is an identity rather than a picture: by its first bytes.
bool looksLikeIdentityFile(const std::filesystem::path& path);

// The file's features, if it was made with these very encoders. `path` is for the sentence. Errors:
// invalidInput.
base::Result<ReferenceFeatures> featuresFor(const IdentityFile& file,
                                            const std::filesystem::path& path,
                                            const ArcFace& arcFace, const EvaClip& eva);

} // namespace likeness::identity
