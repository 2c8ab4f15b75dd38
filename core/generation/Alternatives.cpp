#include "core/generation/Alternatives.h"

#include <algorithm>

namespace likeness::generation {

namespace {

// SplitMix64 (Steele, Lea, Flood 2014): neighbouring seeds give unrelated numbers.
class SplitMix64 {
public:
    explicit SplitMix64(std::uint64_t seed) : m_state(seed) {}

    std::uint64_t next()
    {
        std::uint64_t z = m_state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t m_state;
};

// One open brace and what has been read behind it; the bottom level is the text itself.
struct Level {
    std::vector<std::string> parts{""};

    // The text as it stood.
    std::string whole() const
    {
        std::string text = parts.front();
        for (size_t i = 1; i < parts.size(); ++i)
            text += '|' + parts[i];
        return text;
    }
};

} // namespace

std::string chooseAlternatives(const std::string& text, std::uint64_t seed)
{
    SplitMix64 random(seed);
    std::vector<Level> levels(1);
    for (const char c : text) {
        if (c == '{') {
            levels.emplace_back();
        } else if (c == '}' && levels.size() > 1) {
            const Level closed = std::move(levels.back());
            levels.pop_back();
            const size_t count = closed.parts.size();
            levels.back().parts.back() +=
                count > 1 ? closed.parts[random.next() % count] : '{' + closed.whole() + '}';
        } else if (c == '|' && levels.size() > 1) {
            levels.back().parts.emplace_back();
        } else {
            levels.back().parts.back() += c;
        }
    }
    std::string result = levels.front().whole();
    for (size_t i = 1; i < levels.size(); ++i)
        result += '{' + levels[i].whole();
    return result;
}

std::vector<size_t> alternativeMarks(std::string_view text)
{
    std::vector<size_t> marks;
    std::vector<std::vector<size_t>> open; // { and | of the braces that are not closed yet
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '{') {
            open.push_back({i});
        } else if (text[i] == '|' && !open.empty()) {
            open.back().push_back(i);
        } else if (text[i] == '}' && !open.empty()) {
            if (open.back().size() > 1) {
                marks.insert(marks.end(), open.back().begin(), open.back().end());
                marks.push_back(i);
            }
            open.pop_back();
        }
    }
    std::ranges::sort(marks);
    return marks;
}

} // namespace likeness::generation
