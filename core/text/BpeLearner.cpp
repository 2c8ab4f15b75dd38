#include "core/text/BpeLearner.h"

#include "core/text/ByteAlphabet.h"
#include "core/text/ClipPieces.h"

#include <array>
#include <map>
#include <set>

namespace likeness::text {

namespace {

constexpr std::int64_t rarest = 2; // a pair that occurs once teaches nothing
constexpr size_t specialTokens = 2;

using Symbol = std::uint32_t;
using Pair = std::pair<Symbol, Symbol>;

struct Word {
    std::vector<Symbol> symbols;
    std::int64_t count = 0;
};

// How often each pair occurs in all words, ordered; and in which words it may be found.
class PairCounts {
public:
    void add(const Pair& pair, std::int64_t count, size_t word)
    {
        if (count > 0)
            m_words[pair].insert(word);
        const std::int64_t before = m_count[pair];
        if (before > 0)
            m_order.erase({-before, pair});
        if ((m_count[pair] = before + count) > 0)
            m_order.insert({-m_count[pair], pair});
    }
    void addWord(const Word& word, size_t index, int sign)
    {
        for (size_t i = 0; i + 1 < word.symbols.size(); ++i)
            add({word.symbols[i], word.symbols[i + 1]}, sign * word.count, index);
    }
    // The most frequent pair; of several the one whose symbols are older. Null if none occurs often
    // enough.
    const Pair* best() const
    {
        return m_order.empty() || -m_order.begin()->first < rarest ? nullptr
                                                                   : &m_order.begin()->second;
    }
    std::set<size_t> wordsWith(const Pair& pair) const { return m_words.at(pair); }

private:
    std::set<std::pair<std::int64_t, Pair>> m_order; // by falling count
    std::map<Pair, std::int64_t> m_count;
    std::map<Pair, std::set<size_t>> m_words;
};

class Learner {
public:
    explicit Learner(const std::vector<std::string>& texts)
    {
        const ByteAlphabet& alphabet = ByteAlphabet::instance();
        for (const std::uint8_t byte : alphabet.order)
            m_inner[byte] = addToken(alphabet.letter[byte]);
        for (const std::uint8_t byte : alphabet.order)
            m_last[byte] = addToken(alphabet.letter[byte] + std::string(endOfWord));
        std::map<std::string, std::int64_t> pieces;
        for (const std::string& text : texts)
            for (std::string& piece : clipPieces(cleanForClip(text)))
                ++pieces[std::move(piece)];
        for (const auto& [piece, count] : pieces) {
            m_words.push_back({spelled(piece), count});
            m_counts.addWord(m_words.back(), m_words.size() - 1, 1);
        }
    }

    ClipVocabulary learn(size_t size)
    {
        ClipVocabulary vocabulary;
        while (m_tokens.size() + specialTokens < size) {
            const Pair* best = m_counts.best();
            if (!best)
                break;
            const Pair pair = *best;
            vocabulary.merges.emplace_back(m_tokens[pair.first], m_tokens[pair.second]);
            merge(pair, addToken(m_tokens[pair.first] + m_tokens[pair.second]));
        }
        for (const std::string& token : m_tokens)
            vocabulary.ids.emplace(token, static_cast<std::int64_t>(vocabulary.ids.size()));
        for (const char* token : {"<|startoftext|>", "<|endoftext|>"})
            vocabulary.ids.emplace(token, static_cast<std::int64_t>(vocabulary.ids.size()));
        return vocabulary;
    }

private:
    // Two pairs may make the same token: it gets one number.
    Symbol addToken(const std::string& token)
    {
        const auto [found, isNew] = m_symbols.emplace(token, static_cast<Symbol>(m_tokens.size()));
        if (isNew)
            m_tokens.push_back(token);
        return found->second;
    }

    std::vector<Symbol> spelled(const std::string& piece) const
    {
        std::vector<Symbol> symbols;
        for (size_t i = 0; i < piece.size(); ++i) {
            const auto byte = static_cast<unsigned char>(piece[i]);
            symbols.push_back(i + 1 == piece.size() ? m_last[byte] : m_inner[byte]);
        }
        return symbols;
    }

    void merge(const Pair& pair, Symbol result)
    {
        for (const size_t index : m_counts.wordsWith(pair)) {
            Word& word = m_words[index];
            Word merged{{}, word.count};
            for (size_t i = 0; i < word.symbols.size(); ++i) {
                const bool isPair = i + 1 < word.symbols.size() && word.symbols[i] == pair.first &&
                                    word.symbols[i + 1] == pair.second;
                merged.symbols.push_back(isPair ? result : word.symbols[i]);
                i += isPair ? 1 : 0;
            }
            if (merged.symbols.size() == word.symbols.size())
                continue; // was merged away here before
            m_counts.addWord(word, index, -1);
            m_counts.addWord(merged, index, 1);
            word = std::move(merged);
        }
    }

    std::vector<std::string> m_tokens; // by symbol
    std::map<std::string, Symbol> m_symbols;
    std::array<Symbol, 256> m_inner{}, m_last{};
    std::vector<Word> m_words;
    PairCounts m_counts;
};

} // namespace

ClipVocabulary learnBpe(const std::vector<std::string>& texts, size_t size)
{
    return Learner(texts).learn(size);
}

} // namespace likeness::text
