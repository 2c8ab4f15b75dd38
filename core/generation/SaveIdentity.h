// A face of a photo → an identity file (.likeness-id) that stands wherever the photo may stand.
// Std types only.
#pragma once

#include "core/generation/Studio.h"

#include <stop_token>

namespace likeness::generation {

struct IdentityToSave {
    std::filesystem::path photo;
    int faceIndex = 0;          // largest first
    std::string name;           // for people; empty: the photo's file name
    std::string model, adapter; // as in a request: whose face encoders read it
    std::filesystem::path file; // an old one is replaced
};

// Loads the face encoders (not the model itself), so it takes a moment. Errors: those of reading
// the photo, of the models and of writing; one sentence each.
base::Result<void> saveIdentity(const IdentityToSave& what, const StudioOptions& options,
                                const std::stop_token& stop = {});

} // namespace likeness::generation
