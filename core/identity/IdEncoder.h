// IDEncoder, the identity encoder of PuLID v1: five tokens of the face vector, then one token per
// EVA layer. Names as in the public file, below `id_adapter.`.
#pragma once

#include "core/identity/MappingMlp.h"

#include <vector>

namespace likeness::identity {

struct IdEncoderOptions {
    int64_t conditionWidth = 512 + 768; // ArcFace and EVA embedding
    int64_t evaWidth = 1024;
    int64_t idTokens = 5;
    MappingHidden bodyHidden;
    MappingHidden mappingHidden;
    MappingHidden patchHidden;
    int64_t outputWidth = 2048; // the UNet's cross-attention width

    static constexpr int64_t scales = 5;
    int64_t tokens() const { return idTokens + scales; }
    bool operator==(const IdEncoderOptions&) const = default;
};

// `w`: the view below `id_adapter`.
IdEncoderOptions idEncoderOptionsOf(const weights::Weights& w);

struct IdEncoder {
    IdEncoderOptions options;
    MappingMlp body;
    std::vector<MappingMlp> mappings;      // mapping_i: of the class token
    std::vector<MappingMlp> patchMappings; // mapping_patch_i: of the patch tokens

    IdEncoder(const weights::Weights& w, const IdEncoderOptions& options);

    // condition [B, conditionWidth], hidden: five of [B, T, evaWidth] → [B, idTokens + 5,
    // outputWidth].
    at::Tensor forward(const at::Tensor& condition, const std::vector<at::Tensor>& hidden) const;
};

} // namespace likeness::identity
