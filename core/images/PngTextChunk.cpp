#include "core/images/PngTextChunk.h"

#include "core/base/AtomicFile.h"
#include "core/images/Chunks.h"
#include "core/images/FileFormat.h"

#include <algorithm>
#include <optional>
#include <zlib.h>

namespace likeness::images {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

constexpr size_t longestText_bytes = size_t(1) << 20;

std::string bigEndian(std::uint32_t value)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
}

std::string chunk(std::string_view type, std::string_view data)
{
    std::string typeAndData(type);
    typeAndData += data;
    const auto crc = ::crc32(0, reinterpret_cast<const Bytef*>(typeAndData.data()),
                             static_cast<uInt>(typeAndData.size()));
    return bigEndian(static_cast<std::uint32_t>(data.size())) + typeAndData +
           bigEndian(static_cast<std::uint32_t>(crc));
}

bool isPrintableAscii(char c)
{
    return c >= 0x20 && c < 0x7f;
}

std::string utf8FromLatin1(std::string_view latin1)
{
    std::string utf8;
    for (const char c : latin1) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x80) {
            utf8 += c;
        } else {
            utf8 += static_cast<char>(0xc0 | code >> 6);
            utf8 += static_cast<char>(0x80 | (code & 0x3f));
        }
    }
    return utf8;
}

// Nothing if the data is damaged or unpacks to more than longestText_bytes.
std::optional<std::string> unpacked(std::string_view packed)
{
    std::string text(longestText_bytes, '\0');
    auto length = static_cast<uLongf>(text.size());
    const int status = ::uncompress(reinterpret_cast<Bytef*>(text.data()), &length,
                                    reinterpret_cast<const Bytef*>(packed.data()), packed.size());
    if (status != Z_OK)
        return std::nullopt;
    text.resize(length);
    return text;
}

// Cuts `rest` at its first zero byte and returns what was before it.
std::optional<std::string_view> takeField(std::string_view& rest)
{
    const size_t end = rest.find('\0');
    if (end == std::string_view::npos)
        return std::nullopt;
    const std::string_view field = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return field;
}

std::optional<PngText> parseText(std::string_view type, std::string_view data)
{
    const auto key = takeField(data);
    if (!key || key->empty() || key->size() > 79)
        return std::nullopt;
    std::optional<std::string> text;
    if (type == "tEXt") {
        text = utf8FromLatin1(data);
    } else if (type == "zTXt") {
        if (data.empty() || data[0] != 0)
            return std::nullopt;
        text = unpacked(data.substr(1));
        if (text)
            text = utf8FromLatin1(*text);
    } else { // iTXt: compression flag, method, language, translated key, text
        if (data.size() < 2)
            return std::nullopt;
        const bool packed = data[0] != 0;
        data.remove_prefix(2);
        if (!takeField(data) || !takeField(data))
            return std::nullopt;
        text = packed ? unpacked(data) : std::string(data);
    }
    if (!text || text->size() > longestText_bytes)
        return std::nullopt;
    return PngText{utf8FromLatin1(*key), std::move(*text)};
}

} // namespace

Result<std::string> textChunk(const PngText& text)
{
    if (text.key.empty() || text.key.size() > 79 ||
        !std::ranges::all_of(text.key, isPrintableAscii) || text.key.front() == ' ' ||
        text.key.back() == ' ')
        return fail(ErrorCode::invalidInput,
                    "'" + text.key +
                        "' cannot be a PNG text's name: use 1 to 79 plain letters and digits.");
    if (text.text.find('\0') != std::string::npos)
        return fail(ErrorCode::invalidInput, "The text '" + text.key + "' contains a zero byte.");
    const bool ascii =
        std::ranges::all_of(text.text, [](char c) { return isPrintableAscii(c) || c == '\n'; });
    const std::string key = text.key + '\0';
    // XMP is required to be an uncompressed iTXt whatever it contains (XMP specification part 3,
    // §1.1.5).
    if (ascii && text.key != xmpKey)
        return chunk("tEXt", key + text.text);
    return chunk("iTXt", key + std::string(4, '\0') +
                             text.text); // not compressed, no language, no translation
}

std::string srgbChunk()
{
    return chunk("sRGB", std::string_view("\0", 1));
}

Result<std::vector<PngText>> readPngText(std::span<const std::byte> png, std::string_view name)
{
    if (fileFormat(png) != FileFormat::png)
        return fail(ErrorCode::wrongFormat,
                    std::string(name) + " is not a PNG picture, so it holds no settings.");
    std::vector<PngText> texts;
    bool ended = false;
    forEachPngChunk(png, [&](std::string_view type, Bytes data) {
        ended |= type == "IEND";
        if (type == "tEXt" || type == "zTXt" || type == "iTXt")
            if (auto text = parseText(type, asText(data)))
                texts.push_back(std::move(*text));
    });
    if (!ended)
        return fail(ErrorCode::wrongFormat,
                    std::string(name) + " was cut off. Copy or download it again.");
    return texts;
}

Result<std::vector<PngText>> readPngText(const std::filesystem::path& path)
{
    const auto bytes = base::guarded([&] { return base::readFile(path); });
    if (!bytes)
        return tl::unexpected(bytes.error());
    return readPngText(std::as_bytes(std::span(*bytes)), "'" + path.filename().string() + "'");
}

} // namespace likeness::images
