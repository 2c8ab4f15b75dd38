// What SDXL's UNet is told besides the picture: the words, and the sizes (Podell et al. 2023,
// sections 2.1, 2.2).
#pragma once

#include "core/text/ClipTextEncoder.h"
#include "core/text/ClipTokenizer.h"

namespace likeness::text {

// B: prompts, T: tokens, C1, C2: widths of the two encoders, P: projection of the second.
struct TextConditioning {
    at::Tensor prompt_embeds; // [B, T, C1 + C2]
    at::Tensor pooled;        // [B, P]
};

// One row of token ids per prompt: [B, T] of int64. Prompts that are too long are cut, as
// tokenize() tells.
at::Tensor tokenIds(const ClipTokenizer& tokenizer, const std::vector<std::string>& prompts);

// Both encoders side by side.
struct SdxlTextEncoders {
    ClipTextEncoder text_encoder;   // narrow, without projection
    ClipTextEncoder text_encoder_2; // wide, with projection

    // ids_1, ids_2: [B, T] from tokenizer and tokenizer_2. The hidden states before the last layer
    // are used; `clip_skip` goes that many layers further back (in both encoders; the pooled vector
    // stays).
    TextConditioning encode(const at::Tensor& ids_1, const at::Tensor& ids_2,
                            int64_t clip_skip = 0) const;

    // What stands for a negative prompt that was not given: zeros. An empty text ("") is encoded
    // like any other.
    TextConditioning absent(int64_t batch) const;
};

// Errors as loadClipTextEncoder; `model` is the diffusers folder with text_encoder/ and
// text_encoder_2/.
base::Result<SdxlTextEncoders> loadSdxlTextEncoders(const std::filesystem::path& model,
                                                    weights::Placement placement = {});

struct PictureSizes { // pixels
    int64_t originalHeight = 1024, originalWidth = 1024;
    int64_t cropTop = 0, cropLeft = 0;
    int64_t targetHeight = 1024, targetWidth = 1024;
};

at::Tensor timeIds(const PictureSizes& sizes); // [1, 6] fp32, in the order of the fields

} // namespace likeness::text
