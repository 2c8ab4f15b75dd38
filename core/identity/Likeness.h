// The two figures of a pair: likeness (is it the same person?) and purity (did the rest of the
// picture stay?).
#pragma once

#include <ATen/ATen.h>

namespace likeness::identity {

// Cosine of the angle between embeddings, row by row: a, b [B, C] → [B], in -1..1.
//   likeness: ArcFace embeddings of the result's face and the reference's.
//   purity: EVA class embeddings of the picture and of its twin without identity.
at::Tensor cosine(const at::Tensor& a, const at::Tensor& b);

} // namespace likeness::identity
