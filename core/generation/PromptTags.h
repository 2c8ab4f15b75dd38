// What people's prompts hold that is no words: AUTOMATIC1111's tags of LoRAs, and its ways of changing a
// prompt while it is painted, which Likeness does not have. Std types only.
#pragma once

#include "core/generation/PortraitRequest.h"

#include <filesystem>

namespace likeness::generation {

struct TaggedRequest {
    PortraitRequest request;           // without tags; their LoRAs behind its own
    std::vector<std::string> warnings; // one sentence each: what has no effect
};

// `<lora:NAME:STRENGTH>` (or <lyco:…>; without STRENGTH 1) in the prompt becomes the LoRA of that file name,
// with or without its ending, in `models` or its folder "loras". As in the web UI, a LoRA that is not there
// does not stop the picture; unlike there, it is said. Warned of besides: tags in the negative prompt,
// <hypernet:…>, and [from:to:when] and [a|b], which the text encoders would read as words.
TaggedRequest readPromptTags(PortraitRequest request, const std::filesystem::path& models);

} // namespace likeness::generation
