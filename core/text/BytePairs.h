// Byte pair encoding of one piece of text (Sennrich et al. 2016, "Neural Machine Translation of
// Rare Words with Subword Units"), in time n·log n: a word of 300,000 letters is no problem.
#pragma once

#include "core/text/ClipVocabulary.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace likeness::text {

class BytePairs {
public:
    // Tokens that a merge makes but the vocabulary does not number get `unknown`.
    BytePairs(const ClipVocabulary& vocabulary, std::int64_t unknown);

    struct Token {
        std::int64_t id = 0;
        std::string_view
            letters; // in the byte alphabet, with its end-of-word mark; lives as long as this
    };
    void encode(std::string_view piece, std::vector<Token>& out) const;

private:
    using Symbol = std::uint32_t;
    struct Merge {
        std::uint32_t rank = 0;
        Symbol result = 0;
    };
    Symbol symbol(const std::string& letters);
    const Merge* merge(Symbol left, Symbol right) const;

    std::unordered_map<std::string, Symbol> m_symbols;
    std::vector<std::string> m_letters;                // by symbol
    std::vector<std::int64_t> m_ids;                   // by symbol
    std::array<Symbol, 256> m_inner{};                 // by byte
    std::array<Symbol, 256> m_last{};                  // by byte, at the end of a word
    std::unordered_map<std::uint64_t, Merge> m_merges; // by both symbols
};

} // namespace likeness::text
