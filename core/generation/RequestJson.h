// PortraitRequest ⇄ JSON: what stands in every picture and every manifest.
//
// {"kind": "pair", "references": [{"photo": "ada.jpg", "face_index": 0, "person": 0}],
//  "identity": {"preset": "", "num_zero": null, "ortho": "", "start": 0, "end": 1,
//               "block_strengths": [], "mix": 0, "join_tokens": false, "record_maps": false},
//  "prompt": "…", "negative_prompt": "…",
//  "style": "none", "width": 1024, "height": 1024, "steps": 4, "guidance": 1.2, "seed": 7,
//  "strength": 0.8, "sampler": "euler", "precision": "auto", "memory": "auto", "model": "…", "lightning": "…",
//  "adapter": "…", "loras": [{"file": "ink.safetensors", "strength": 0.8}]}
#pragma once

#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"

#include <string>
#include <string_view>

namespace likeness::generation {

// Names are ordered as above; text that is not UTF-8 (a strange file name) gets replacement
// characters.
std::string toJson(const PortraitRequest& request);

// Fields that are absent keep their default; fields that are not ours (of a manifest's `request`)
// are passed over. Errors: invalidInput, with the field's name, for a wrong type or a number that
// does not fit; limits that depend on what the program can do are checkRequest's.
base::Result<PortraitRequest> requestFromJson(std::string_view json);

// "auto", "fp32", "bf16", "fp16".
std::string nameOf(Precision precision);
base::Result<Precision> precisionNamed(std::string_view name);
// "auto", "whole", "offload", "int8".
std::string nameOf(MemoryMode memory);
base::Result<MemoryMode> memoryModeNamed(std::string_view name);

} // namespace likeness::generation
