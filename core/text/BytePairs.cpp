#include "core/text/BytePairs.h"

#include "core/text/ByteAlphabet.h"

#include <queue>

namespace likeness::text {

namespace {

constexpr std::uint32_t none = ~std::uint32_t(0);

// A symbol of the word, linked to its neighbours; symbols that were merged away have no value.
struct Node {
    std::uint32_t symbol = none;
    std::uint32_t previous = none, next = none;
};

// A merge that is possible at `position`, if both symbols are still there when its turn comes.
struct Candidate {
    std::uint32_t rank, position, left, right, result;
    bool operator>(const Candidate& o) const
    {
        return rank != o.rank ? rank > o.rank : position > o.position;
    }
};

} // namespace

BytePairs::BytePairs(const ClipVocabulary& vocabulary, std::int64_t unknown)
{
    const ByteAlphabet& alphabet = ByteAlphabet::instance();
    for (size_t byte = 0; byte < 256; ++byte) {
        m_inner[byte] = symbol(alphabet.letter[byte]);
        m_last[byte] = symbol(alphabet.letter[byte] + std::string(endOfWord));
    }
    std::uint32_t rank = 0;
    for (const auto& [left, right] : vocabulary.merges) {
        const std::uint64_t pair = std::uint64_t(symbol(left)) << 32 | symbol(right);
        m_merges[pair] = {rank++, symbol(left + right)};
    }
    for (const std::string& letters : m_letters) {
        const auto id = vocabulary.ids.find(letters);
        m_ids.push_back(id == vocabulary.ids.end() ? unknown : id->second);
    }
}

BytePairs::Symbol BytePairs::symbol(const std::string& letters)
{
    const auto [found, isNew] = m_symbols.emplace(letters, static_cast<Symbol>(m_letters.size()));
    if (isNew)
        m_letters.push_back(letters);
    return found->second;
}

const BytePairs::Merge* BytePairs::merge(Symbol left, Symbol right) const
{
    const auto found = m_merges.find(std::uint64_t(left) << 32 | right);
    return found == m_merges.end() ? nullptr : &found->second;
}

void BytePairs::encode(std::string_view piece, std::vector<Token>& out) const
{
    std::vector<Node> word(piece.size());
    for (std::uint32_t i = 0; i < word.size(); ++i) {
        const auto byte = static_cast<unsigned char>(piece[i]);
        const bool isLast = i + 1 == word.size();
        word[i] = {isLast ? m_last[byte] : m_inner[byte], i == 0 ? none : i - 1,
                   isLast ? none : i + 1};
    }
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto consider = [&](std::uint32_t position) {
        const std::uint32_t next = position == none ? none : word[position].next;
        if (next == none)
            return;
        if (const Merge* found = merge(word[position].symbol, word[next].symbol))
            queue.push(
                {found->rank, position, word[position].symbol, word[next].symbol, found->result});
    };
    for (std::uint32_t i = 0; i < word.size(); ++i)
        consider(i);
    std::vector<std::uint32_t> merged;
    while (!queue.empty()) {
        // All places of the best pair first, from left to right; only then are their new neighbours
        // looked at.
        const std::uint32_t rank = queue.top().rank;
        merged.clear();
        for (; !queue.empty() && queue.top().rank == rank; queue.pop()) {
            const Candidate& c = queue.top();
            Node& left = word[c.position];
            if (left.symbol != c.left || left.next == none || word[left.next].symbol != c.right)
                continue;
            Node& right = word[left.next];
            right.symbol = none;
            left.symbol = c.result;
            left.next = right.next;
            if (left.next != none)
                word[left.next].previous = c.position;
            merged.push_back(c.position);
        }
        for (const std::uint32_t position : merged) {
            consider(word[position].previous);
            consider(position);
        }
    }
    for (std::uint32_t i = word.empty() ? none : 0; i != none; i = word[i].next)
        out.push_back({m_ids[word[i].symbol], m_letters[word[i].symbol]});
}

} // namespace likeness::text
