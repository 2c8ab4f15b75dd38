#include "core/text/ByteAlphabet.h"

namespace likeness::text {

namespace {

bool keepsItsLetter(unsigned byte)
{
    return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
}

std::string utf8(unsigned letter) // below U+0800
{
    if (letter < 0x80)
        return std::string(1, static_cast<char>(letter));
    return {static_cast<char>(0xc0 | letter >> 6), static_cast<char>(0x80 | (letter & 0x3f))};
}

ByteAlphabet make()
{
    ByteAlphabet alphabet;
    size_t position = 0;
    for (unsigned byte = 0; byte < 256; ++byte)
        if (keepsItsLetter(byte)) {
            alphabet.letter[byte] = utf8(byte);
            alphabet.order[position++] = static_cast<std::uint8_t>(byte);
        }
    unsigned next = 0x100;
    for (unsigned byte = 0; byte < 256; ++byte)
        if (!keepsItsLetter(byte)) {
            alphabet.letter[byte] = utf8(next++);
            alphabet.order[position++] = static_cast<std::uint8_t>(byte);
        }
    return alphabet;
}

} // namespace

const ByteAlphabet& ByteAlphabet::instance()
{
    static const ByteAlphabet alphabet = make();
    return alphabet;
}

std::string ByteAlphabet::decode(std::string_view token) const
{
    std::string bytes;
    while (!token.empty()) {
        const size_t size = (token.front() & 0x80) && token.size() > 1 ? 2 : 1;
        const std::string_view one = token.substr(0, size);
        token.remove_prefix(size);
        unsigned byte = 0;
        while (byte < 256 && letter[byte] != one)
            ++byte;
        byte < 256 ? bytes += static_cast<char>(byte) : bytes += one;
    }
    return bytes;
}

} // namespace likeness::text
