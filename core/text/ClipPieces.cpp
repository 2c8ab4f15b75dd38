#include "core/text/ClipPieces.h"

#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>

namespace likeness::text {

namespace {

constexpr UChar32 longS =
    0x17f; // the only letter outside ASCII that folds to one of the pattern's letters
// A mark whose other case is a letter: the reference's pattern, which ignores case, finds it in
// none of its classes.
constexpr UChar32 iotaSubscript = 0x345;

bool isDropped(UChar32 c)
{
    if (c == '\t' || c == '\n' || c == '\r')
        return false;
    return c == 0xfffd || (U_GET_GC_MASK(c) & U_GC_C_MASK) != 0;
}

bool isSpace(UChar32 c)
{
    return c == '\t' || c == '\n' || c == '\r' || (U_GET_GC_MASK(c) & U_GC_Z_MASK) != 0;
}
bool isLetter(UChar32 c)
{
    return (U_GET_GC_MASK(c) & U_GC_L_MASK) != 0;
}
bool isNumber(UChar32 c)
{
    return (U_GET_GC_MASK(c) & U_GC_N_MASK) != 0;
}

// The blocks that the reference surrounds with blanks.
bool isIdeograph(UChar32 c)
{
    constexpr std::array<std::pair<UChar32, UChar32>, 8> blocks = {{{0x4e00, 0x9fff},
                                                                    {0x3400, 0x4dbf},
                                                                    {0x20000, 0x2a6df},
                                                                    {0x2a700, 0x2b73f},
                                                                    {0x2b740, 0x2b81f},
                                                                    {0x2b820, 0x2ceaf},
                                                                    {0xf900, 0xfaff},
                                                                    {0x2f800, 0x2fa1f}}};
    for (const auto& [first, last] : blocks)
        if (c >= first && c <= last)
            return true;
    return false;
}

icu::UnicodeString fromUtf8(std::string_view text)
{
    return icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

icu::UnicodeString composed(const icu::UnicodeString& text)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
    const icu::UnicodeString result = U_SUCCESS(status) ? nfc->normalize(text, status) : text;
    return U_SUCCESS(status) ? result : text;
}

bool isBetweenPieces(UChar32 c)
{
    return isSpace(c) || c == iotaSubscript;
}

// Reads a text as code points and cuts pieces off its front.
class Cutter {
public:
    explicit Cutter(const icu::UnicodeString& text)
    {
        for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1))
            m_points.push_back(text.char32At(i));
    }

    std::vector<std::string> cut()
    {
        std::vector<std::string> pieces;
        while (m_position < m_points.size()) {
            if (isBetweenPieces(m_points[m_position])) {
                ++m_position;
                continue;
            }
            const size_t end = m_position + length();
            icu::UnicodeString piece;
            for (; m_position < end; ++m_position)
                piece.append(m_points[m_position]);
            piece.toUTF8String(pieces.emplace_back());
        }
        return pieces;
    }

private:
    // Of the piece that begins here; the alternatives are tried in the order of CLIP's pattern.
    size_t length() const
    {
        constexpr std::array<std::string_view, 9> fixed = {
            "<|startoftext|>", "<|endoftext|>", "'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
        for (const std::string_view literal : fixed)
            if (matches(literal))
                return literal.size();
        const UChar32 first = m_points[m_position];
        if (isLetter(first))
            return run([](UChar32 c) { return isLetter(c); });
        if (isNumber(first))
            return 1;
        return run([](UChar32 c) { return !isBetweenPieces(c) && !isLetter(c) && !isNumber(c); });
    }
    bool matches(std::string_view literal) const
    {
        if (m_points.size() - m_position < literal.size())
            return false;
        for (size_t i = 0; i < literal.size(); ++i) {
            const UChar32 c = m_points[m_position + i];
            if (c != literal[i] && !(literal[i] == 's' && c == longS))
                return false;
        }
        return true;
    }
    template <typename Belongs> size_t run(Belongs belongs) const
    {
        size_t end = m_position;
        while (end < m_points.size() && belongs(m_points[end]))
            ++end;
        return end - m_position;
    }

    std::vector<UChar32> m_points;
    size_t m_position = 0;
};

} // namespace

std::string cleanForClip(std::string_view text)
{
    const icu::UnicodeString source = fromUtf8(text);
    icu::UnicodeString kept;
    for (int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
        const UChar32 c = source.char32At(i);
        if (isDropped(c))
            continue;
        if (isIdeograph(c))
            kept.append(u' ').append(c).append(u' ');
        else
            kept.append(isSpace(c) ? UChar32(' ') : c);
    }
    icu::UnicodeString lowered = composed(kept);
    lowered.toLower(icu::Locale::getRoot());
    std::string result, utf8;
    lowered.toUTF8String(utf8);
    for (const char c : utf8)
        if (c != ' ' || (!result.empty() && result.back() != ' '))
            result += c;
    if (!result.empty() && result.back() == ' ')
        result.pop_back();
    return result;
}

std::vector<std::string> clipPieces(std::string_view cleaned)
{
    return Cutter(fromUtf8(cleaned)).cut();
}

} // namespace likeness::text
