// One job, as a value: all that decides the picture, the seed included. The same request on the
// same machine makes the same bytes. Serialised into every picture and every manifest
// (RequestJson.h).
#pragma once

#include "core/images/Image.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace likeness::generation {

inline constexpr const char* starterModelName = "starter";

enum class Precision { automatic, fp32, bf16, fp16 };

// Where the UNet's weights lie while it works: all on the device; block by block brought to it; all there, as 8-bit
// integers with a scale per row. automatic: the first that fits the device's free memory.
enum class MemoryMode { automatic, whole, offload, int8 };

// pair: the same seed with identity off and on. single: identity on (off without reference).
enum class RequestKind { single, pair };

struct Reference {
    std::string photo; // path of the photo, or of an identity file (.likeness-id)
    int faceIndex = 0; // among the faces found, largest first
    int person = 0;    // 0: the person; 1: the second one of a mix
};

// A low-rank change of the model's weights, merged when the model is loaded.
struct LoraChoice {
    std::string file;
    double strength = 1; // -10..10
    bool operator==(const LoraChoice&) const = default;
};

// How the identity enters the picture, for those who want it otherwise than the adapter's version does by itself.
struct IdentityTuning {
    std::string preset;                 // PuLID's modes: "fidelity", "style", or "neutral"; empty: the model's own
    std::optional<int> zeroTokens;      // num_zero, 0..80; absent: the preset's
    std::string ortho;                  // "none", "v1", "v2"; empty: the preset's
    double start = 0, end = 1;          // share of the steps between which it works, 0 ≤ start < end ≤ 1
    std::vector<double> blockStrengths; // factors on the strength, one per UNet block with identity, in the order
                                        // down, up, mid; empty: 1 each
    double mix = 0;                     // share of the second person, 0..1
    bool joinTokens = false;            // v1: the tokens of all photos side by side ("ID mix") instead of the first
                                        // photo's and the global ones of the others
    bool recordMaps = false;            // see AttentionMap
    bool operator==(const IdentityTuning&) const = default;
};

struct PortraitRequest {
    RequestKind kind = RequestKind::pair;
    std::vector<Reference> references; // 0..4 photos of each person; none: identity off
    IdentityTuning identity;
    std::string prompt;
    std::string negativePrompt;
    std::string style = "none"; // a name from resources/styles, or "none"
    int width = 0;              // pixels, multiple of 8; 0: the model's own size
    int height = 0;
    int steps = 0;        // 1..150; 0: the model's own number
    double guidance = -1; // 1 and below: off; negative: the model's own
    std::uint64_t seed = 0;
    double strength = 0.8; // of the identity, 0..5; 0 is bit for bit the base model
    std::string sampler;   // "euler", "dpmpp_2m", …; empty: the model's own
    Precision precision = Precision::automatic;
    MemoryMode memory = MemoryMode::automatic;
    std::string model;     // folder or file; empty or "starter": the starter model
    std::string lightning; // optional Lightning UNet, LoRA or whole checkpoint; "own": the model's (ModelDefaults.h)
    std::string adapter;   // optional PuLID adapter file; empty: the model's own
    std::vector<LoraChoice> loras;
    std::string previewDecoder; // optional TAESDXL file for sharper previews; empty: latent → RGB
};

// Absent where it could not be measured (no face found in the result, say). Cosines: 1 is the same.
struct Scores {
    std::optional<double> likeness; // cosine of the face embeddings of result and reference
    std::optional<double>
        purity; // cosine of the CLIP image embeddings of result and its identity-off twin
    std::optional<double> likenessToSecond; // the same as likeness; the second person of a mix
    std::optional<double> distance; // of dlib's descriptions of result and reference: below 0.6 it takes them for one
                                    // person; only where the user has dlib's recogniser
};

// Where a picture looks at the identity, at one step, in one block of the UNet: 0 (black) nowhere, 255 fully.
struct AttentionMap {
    int step = 0;         // 1-based
    std::string block;    // "down_blocks.1", …, "mid_block"
    images::Image values; // gray, as large as the block's feature maps
};

struct PortraitResult {
    PortraitRequest request;    // with every default filled in
    std::string expandedPrompt; // after style and alternatives
    std::string expandedNegative;
    images::Image off; // identity off; empty when kind is single and a reference was given
    images::Image on;  // identity on; empty without a reference
    std::vector<AttentionMap> attentionMaps; // of `on`, if the request asks for them; by step, blocks down, up, mid
    Scores scores;
    std::string notes; // what was used and should be known: "hair and face cut out by GrabCut"
    double seconds = 0;
};

} // namespace likeness::generation
