// Learns a vocabulary in CLIP's form from captions, for models that are trained from scratch and
// whose embeddings should stay small (Sennrich et al. 2016; the byte-level form of Radford et al.
// 2019).
#pragma once

#include "core/text/ClipVocabulary.h"

namespace likeness::text {

// The numbering is CLIP's: 256 bytes, 256 bytes at the end of a word, merges by frequency, then
// <|startoftext|> and
// <|endoftext|> with the highest two ids. `size` is the number of ids and at least 514; fewer come
// out when every pair that occurs twice is merged. The same texts, in any order, give the same
// vocabulary.
ClipVocabulary learnBpe(const std::vector<std::string>& texts, size_t size);

} // namespace likeness::text
