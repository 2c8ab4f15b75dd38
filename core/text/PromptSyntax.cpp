#include "core/text/PromptSyntax.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace likeness::text {

namespace {

constexpr double stronger = 1.1;
constexpr double weaker = 1 / 1.1;
constexpr std::string_view breakWord = "BREAK";

bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Bytes of letters beyond ASCII count as letters.
bool isOfWord(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0;
}

double clamped(double weight)
{
    return std::clamp(weight, -largestPromptWeight, largestPromptWeight);
}

class Parser {
public:
    explicit Parser(std::string_view prompt) : m_prompt(prompt) {}

    std::vector<PromptStretch> parse()
    {
        while (m_position < m_prompt.size())
            next();
        for (const auto& [open, factor] : {std::pair(&m_round, stronger), std::pair(&m_square, weaker)})
            while (!open->empty())
                close(*open, factor);
        return std::move(m_stretches);
    }

private:
    using Open = std::vector<size_t>; // the stretches of the opening brackets

    void next()
    {
        switch (m_prompt[m_position]) {
        case '\\':
            return backslash();
        case '(':
            m_round.push_back(m_stretches.size());
            return add(1, PromptMark::bracket);
        case '[':
            m_square.push_back(m_stretches.size());
            return add(1, PromptMark::bracket);
        case ')':
            return closing(m_round, stronger);
        case ']':
            return closing(m_square, weaker);
        case ':':
            return colon();
        default:
            return words();
        }
    }

    void add(size_t length, PromptMark mark)
    {
        m_stretches.push_back({m_position, m_position + length, mark, 1});
        m_position += length;
    }

    void backslash()
    {
        add(1, PromptMark::escape);
        if (m_position < m_prompt.size() &&
            std::string_view("()[]\\").find(m_prompt[m_position]) != std::string_view::npos)
            add(1, PromptMark::words);
    }

    void closing(Open& open, double factor)
    {
        add(1, open.empty() ? PromptMark::words : PromptMark::bracket);
        if (!open.empty())
            close(open, factor);
    }

    // Everything since the bracket that was opened last.
    void close(Open& open, double factor)
    {
        for (size_t i = open.back(); i < m_stretches.size(); ++i)
            m_stretches[i].weight = clamped(m_stretches[i].weight * factor);
        open.pop_back();
    }

    void colon()
    {
        size_t end = m_position + 1;
        const auto skipSpace = [&] {
            while (end < m_prompt.size() && isSpace(m_prompt[end]))
                ++end;
        };
        skipSpace();
        const std::optional<double> factor = number(end);
        skipSpace();
        if (!factor || m_round.empty() || end >= m_prompt.size() || m_prompt[end] != ')')
            return add(1, PromptMark::words);
        add(end + 1 - m_position, PromptMark::weight);
        close(m_round, *factor);
    }

    // The number at `position`, which moves behind it.
    std::optional<double> number(size_t& position) const
    {
        bool isNegative = false;
        if (position < m_prompt.size() && (m_prompt[position] == '+' || m_prompt[position] == '-'))
            isNegative = m_prompt[position++] == '-';
        const size_t begin = position;
        while (position < m_prompt.size() && (isDigit(m_prompt[position]) || m_prompt[position] == '.'))
            ++position;
        double value = 0;
        const char* const last = m_prompt.data() + position;
        const auto [end, error] =
            std::from_chars(m_prompt.data() + begin, last, value, std::chars_format::fixed);
        if (error == std::errc::result_out_of_range)
            value = largestPromptWeight;
        else if (error != std::errc() || end != last)
            return std::nullopt;
        return isNegative ? -value : value;
    }

    // Up to the next sign that may mean something, cut at every BREAK.
    void words()
    {
        const size_t end = std::min(m_prompt.find_first_of("\\()[]:", m_position), m_prompt.size());
        while (m_position < end) {
            const std::string_view rest = m_prompt.substr(m_position, end - m_position);
            const size_t at = findBreak(rest);
            size_t begin = at, after = at + breakWord.size();
            if (at == std::string_view::npos)
                return add(rest.size(), PromptMark::words);
            while (begin > 0 && isSpace(rest[begin - 1]))
                --begin;
            while (after < rest.size() && isSpace(rest[after]))
                ++after;
            if (begin > 0)
                add(begin, PromptMark::words);
            add(after - begin, PromptMark::chunkBreak);
        }
    }

    static size_t findBreak(std::string_view text)
    {
        for (size_t at = text.find(breakWord); at != std::string_view::npos; at = text.find(breakWord, at + 1)) {
            const size_t after = at + breakWord.size();
            if ((at == 0 || !isOfWord(text[at - 1])) && (after == text.size() || !isOfWord(text[after])))
                return at;
        }
        return std::string_view::npos;
    }

    const std::string_view m_prompt;
    size_t m_position = 0;
    std::vector<PromptStretch> m_stretches;
    Open m_round, m_square;
};

} // namespace

std::vector<PromptStretch> parsePrompt(std::string_view prompt)
{
    return Parser(prompt).parse();
}

std::vector<PromptSpan> promptSpans(std::string_view prompt)
{
    std::vector<PromptSpan> spans;
    bool startsChunk = false;
    for (const PromptStretch& stretch : parsePrompt(prompt)) {
        startsChunk |= stretch.mark == PromptMark::chunkBreak;
        if (stretch.mark != PromptMark::words)
            continue;
        if (spans.empty() || startsChunk || spans.back().weight != stretch.weight)
            spans.push_back({{}, stretch.weight, startsChunk});
        spans.back().text += prompt.substr(stretch.begin, stretch.end - stretch.begin);
        startsChunk = false;
    }
    return spans;
}

} // namespace likeness::text
