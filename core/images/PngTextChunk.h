// PNG chunks that hold text (PNG specification, third edition, §11.3.3), and the sRGB mark.
#pragma once

#include "core/images/Encode.h"

namespace likeness::images {

// A whole chunk: length, type, data, CRC. Errors: invalidInput if the key is not 1..79 characters
// of printable ASCII, or the text contains a zero byte.
base::Result<std::string> textChunk(const PngText& text);

std::string srgbChunk(); // "the pixels are sRGB", perceptual intent

} // namespace likeness::images
