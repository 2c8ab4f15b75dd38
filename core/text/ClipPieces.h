// How CLIP cuts a text before byte pair encoding: cleaning and lower-casing, then runs of letters,
// single digits, runs of other signs. The same pieces as transformers' slow CLIPTokenizer gives
// without ftfy.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace likeness::text {

// Drops control and format characters (U+FFFD too, which stands for bytes that are no UTF-8), makes
// every white space a blank, puts blanks around CJK ideographs, composes (NFC) and lower-cases by
// the full rules of Unicode. Words are separated by one blank. UTF-8 in, UTF-8 out.
std::string cleanForClip(std::string_view text);

// The pieces of a cleaned text, in order, without blanks.
std::vector<std::string> clipPieces(std::string_view cleaned);

} // namespace likeness::text
