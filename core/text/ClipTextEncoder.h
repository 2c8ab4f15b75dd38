// The text tower of CLIP (Radford et al. 2021, "Learning Transferable Visual Models From Natural
// Language Supervision"): a causal transformer with normalisation in front of each part. SDXL uses
// two of them. Plain tensors, so autograd works through `forward`.
#pragma once

#include "core/text/ClipTextOptions.h"
#include "core/weights/Layers.h"

#include <vector>

namespace likeness::text {

// B: prompts, T: tokens (77), C: hidden_size, P: projection_dim.
struct TextEncoding {
    std::vector<at::Tensor>
        hidden_states; // num_hidden_layers + 1 × [B, T, C]; [0] is the embedding, none is normed
    at::Tensor last_hidden_state; // [B, T, C], after the final norm
    at::Tensor pooled;            // [B, C], last_hidden_state at the end token
    at::Tensor text_embeds;       // [B, P], projected; undefined without projection
};

struct ClipTextLayer {
    weights::LayerNorm layer_norm1, layer_norm2;
    weights::Linear q_proj, k_proj, v_proj, out_proj; // below "self_attn"
    weights::Linear fc1, fc2;                         // below "mlp"
    int64_t heads = 1;
    Activation activation = Activation::quickGelu;

    ClipTextLayer(const weights::Weights& w, const ClipTextOptions& options);
    at::Tensor forward(const at::Tensor& x) const; // [B, T, C] → the same

private:
    at::Tensor attention(const at::Tensor& x) const;
    at::Tensor mlp(const at::Tensor& x) const;
};

struct ClipTextEncoder {
    ClipTextOptions options;
    at::Tensor token_embedding;    // [vocab_size, C], as it waits (weights::Residence)
    at::Tensor position_embedding; // [max_position_embeddings, C]
    std::vector<ClipTextLayer> layers;
    weights::LayerNorm final_layer_norm;
    at::Tensor text_projection; // [P, C], or undefined

    // Names with and without `text_model.` are accepted; new weights get the former.
    ClipTextEncoder(const weights::Weights& w, const ClipTextOptions& options);

    // Throws c10::Error if ids is not [B, T] of int64 with T ≤ max_position_embeddings.
    TextEncoding forward(const at::Tensor& ids) const;

private:
    at::Tensor endPositions(const at::Tensor& ids) const; // [B]
};

// A folder in transformers' layout: config.json and model.safetensors (or its .fp16 variant).
// Errors: notFound, wrongFormat (with everything that does not fit), outOfMemory.
base::Result<ClipTextEncoder> loadClipTextEncoder(const std::filesystem::path& folder,
                                                  weights::Placement placement = {});

} // namespace likeness::text
