// From faces to the tokens that identity attention reads.
//
//   FaceCrop → ReferenceFeatures (ArcFace ⊕ EVA, EVA's hidden states) → IdentityEmbedding (the
//   adapter's tokens)
#pragma once

#include "core/faces/Face.h"
#include "core/identity/Adapter.h"
#include "core/identity/FaceFeatures.h"

#include <stop_token>

namespace likeness::identity {

// What the two face encoders say about one face.
struct ReferenceFeatures {
    at::Tensor face; // [1, 512], ArcFace's embedding as it is; also compared for the likeness
    at::Tensor eva;  // [1, E], of length 1
    std::vector<at::Tensor> hidden; // five of [1, T, C]

    at::Tensor condition() const { return at::cat({face, eva}, 1); } // [1, 512 + E]
};

struct IdentityEmbedding {
    at::Tensor conditional;   // [1, T, tokenWidth], of the person
    at::Tensor unconditional; // [1, T, tokenWidth], of nobody: for the rows of the negative prompt
};

// How PuLID v1 joins further references to the first. v1.1 reads all of them at once and knows no
// such choice.
enum class ReferenceMix {
    auxiliary, // the first one's tokens and the others' global tokens (those of the face vector)
    all        // all tokens of all
};

// No gradients. Throws diffusion::Cancelled when `stop` is requested.
ReferenceFeatures readReference(const ArcFace& arcFace, const EvaClip& eva,
                                const faces::FaceCrop& crop, Antialias antialias = Antialias::with,
                                const std::stop_token& stop = {});

// The face's vector alone, for the likeness of a result: [1, 512].
at::Tensor readFace(const ArcFace& arcFace, const images::Image& aligned112);

// A picture's class embedding, for the purity of a pair: [1, E].
at::Tensor readPicture(const EvaClip& eva, const images::Image& picture,
                       const std::stop_token& stop = {});

// `references`: one or more of the same person, the main one first. No gradients.
IdentityEmbedding embedIdentity(const Adapter& adapter,
                                const std::vector<ReferenceFeatures>& references,
                                ReferenceMix mix = ReferenceMix::auxiliary);

// Two people in one: token by token (1 - share) * first + share * second, the conditional and the
// unconditional each. Linear on the tokens, because identity attention reads them through linear
// keys and values: the values mix exactly, and share 0 and 1 are each person alone, bit for bit.
// Errors: invalidInput if the numbers of tokens differ (v1 with unequal numbers of photos; see
// repeatedTo).
base::Result<IdentityEmbedding> mixed(const IdentityEmbedding& first,
                                      const IdentityEmbedding& second, double share);

// The references once more from the first on, until there are `count`: so that two people with
// unequal numbers of photos have equally many tokens in v1.
std::vector<ReferenceFeatures> repeatedTo(std::vector<ReferenceFeatures> references, size_t count);

} // namespace likeness::identity
