// What one call of the UNet may carry beside its inputs: an extension, a cache, a way to stop it.
#pragma once

#include "core/diffusion/Cancelled.h"
#include "core/diffusion/CrossAttentionExtension.h"

#include <map>

namespace likeness::diffusion {

// Keys and values of the text in every cross-attention layer: they do not depend on the step, so a generation
// computes them once. Entries hold for the very tensor they were made from; another text replaces them.
class KeyValueCache {
public:
    struct Entry {
        at::Tensor text;         // [B, T, C]
        at::Tensor keys, values; // [B, T, heads*d]
    };
    // nullptr if the layer has none for this tensor.
    const Entry* find(int64_t layer, const at::Tensor& text) const
    {
        const auto found = m_entries.find(layer);
        return found != m_entries.end() && found->second.text.is_same(text) ? &found->second : nullptr;
    }
    void store(int64_t layer, Entry entry) { m_entries[layer] = std::move(entry); }

private:
    std::map<int64_t, Entry> m_entries;
};

struct UnetCall {
    CrossAttentionExtension* extension = nullptr;
    KeyValueCache* cache = nullptr;
    std::stop_token stop = {}; // asked in every block; a stopped call throws Cancelled
};

} // namespace likeness::diffusion
