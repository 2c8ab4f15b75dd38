// The settings that a picture carries: ours as JSON, and the readable block that other studios
// understand.
#pragma once

#include "core/generation/PortraitRequest.h"
#include "core/images/Encode.h"

#include <string>
#include <vector>

namespace likeness::sets {

enum class Identity { off, on };

// The text that the web user interfaces for Stable Diffusion store under "parameters": the prompt,
// the negative prompt, then "Steps: 4, Sampler: …" on one line.
std::string readableSettings(const generation::PortraitResult& result, Identity identity);

// "parameters", "likeness" (the request as JSON) and the mark of generated pictures.
std::vector<images::PngText> pictureTexts(const generation::PortraitResult& result,
                                          Identity identity);

} // namespace likeness::sets
