// The numbers of a CLIP text tower, as they stand in a transformers `config.json`.
#pragma once

#include "core/base/Error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace likeness::text {

enum class Activation { quickGelu, gelu }; // x·σ(1.702 x), or the exact x·Φ(x)

// Defaults are those of transformers' CLIPTextConfig; fields are spelled as in the file.
struct ClipTextOptions {
    int64_t vocab_size = 49408;
    int64_t hidden_size = 512;
    int64_t intermediate_size = 2048;
    int64_t projection_dim = 512;
    int64_t num_hidden_layers = 12;
    int64_t num_attention_heads = 8;
    int64_t max_position_embeddings = 77;
    double layer_norm_eps = 1e-5;
    Activation hidden_act = Activation::quickGelu;
    // Which position is pooled: 2 means the first highest id (files made before the end token had
    // its right number), any other value the first position with that id.
    int64_t eos_token_id = 2;
    bool withProjection = false; // "CLIPTextModelWithProjection" among the architectures

    // `path` is only named in errors. Errors: wrongFormat, naming the field.
    static base::Result<ClipTextOptions> parse(std::string_view json, const std::string& path);
    static base::Result<ClipTextOptions> read(const std::filesystem::path& configFile);

    std::string json() const; // what `parse` reads, with the keys that transformers wants
};

} // namespace likeness::text
