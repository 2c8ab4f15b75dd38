// The printable letters that stand for bytes in a byte-level vocabulary (Radford et al. 2019,
// GPT-2, section 2.2).
//
// Bytes that print as themselves in Latin-1 keep their letter; the others get the letters from
// U+0100 on, in order.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace likeness::text {

inline constexpr std::string_view endOfWord = "</w>";

struct ByteAlphabet {
    std::array<std::string, 256> letter;   // by byte, in UTF-8
    std::array<std::uint8_t, 256> order{}; // the bytes in the order of the vocabulary

    static const ByteAlphabet& instance();

    // The bytes that a token without end-of-word mark stands for; other letters stand for
    // themselves.
    std::string decode(std::string_view token) const;
};

} // namespace likeness::text
