#include "core/images/Encode.h"

#include "core/base/AtomicFile.h"
#include "core/images/PngTextChunk.h"

#include <QBuffer>
#include <QColorSpace>
#include <QImage>
#include <QImageWriter>

#include <algorithm>
#include <new>

namespace likeness::images {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// A view of the pixels; lives no longer than `image`.
QImage viewOf(const Image& image)
{
    return {image.rgb.data(), image.width, image.height, qsizetype(image.width) * 3,
            QImage::Format_RGB888};
}

Result<QByteArray> encodeWithQt(const QImage& image, const char* format, int quality)
{
    QByteArray encoded;
    QBuffer buffer(&encoded);
    buffer.open(QIODevice::WriteOnly);
    QImageWriter writer(&buffer, format);
    writer.setQuality(quality);
    if (!writer.write(image))
        return fail(ErrorCode::internal, "The picture could not be encoded.",
                    writer.errorString().toStdString());
    return encoded;
}

void append(std::vector<std::byte>& out, const QByteArray& bytes, qsizetype begin, qsizetype end)
{
    const auto* data = reinterpret_cast<const std::byte*>(bytes.constData());
    out.insert(out.end(), data + begin, data + end);
}

Result<void> checkNotEmpty(const Image& image)
{
    if (image.isEmpty())
        return fail(ErrorCode::invalidInput, "There is no picture to save.");
    return {};
}

// JPEG's XMP segment (XMP specification part 3, §1.1.3): APP1, name space, packet.
std::string xmpSegment(std::string_view xmp)
{
    constexpr std::string_view nameSpace("http://ns.adobe.com/xap/1.0/\0", 29);
    const size_t length = 2 + nameSpace.size() + xmp.size();
    std::string segment("\xff\xe1", 2);
    segment += static_cast<char>(length >> 8);
    segment += static_cast<char>(length & 0xff);
    segment += nameSpace;
    segment += xmp;
    return segment;
}

} // namespace

Result<std::vector<std::byte>> encodePng(const Image& image, std::span<const PngText> texts)
{
    return base::guarded([&]() -> Result<std::vector<std::byte>> {
        if (auto checked = checkNotEmpty(image); !checked)
            return tl::unexpected(checked.error());
        std::string chunks = srgbChunk();
        for (const PngText& text : texts) {
            auto chunk = textChunk(text);
            if (!chunk)
                return tl::unexpected(chunk.error());
            chunks += *chunk;
        }
        const auto encoded = encodeWithQt(viewOf(image), "png", -1);
        if (!encoded)
            return tl::unexpected(encoded.error());
        constexpr qsizetype headerEnd = 8 + 25; // signature, IHDR
        std::vector<std::byte> png;
        png.reserve(encoded->size() + chunks.size());
        append(png, *encoded, 0, headerEnd);
        const auto inserted = std::as_bytes(std::span(chunks));
        png.insert(png.end(), inserted.begin(), inserted.end());
        append(png, *encoded, headerEnd, encoded->size());
        return png;
    });
}

Result<void> writePng(const std::filesystem::path& path, const Image& image,
                      std::span<const PngText> texts)
{
    const auto png = encodePng(image, texts);
    if (!png)
        return tl::unexpected(png.error());
    return base::writeFileAtomically(path, *png);
}

Result<std::vector<std::byte>> encodeJpeg(const Image& image, const JpegOptions& options)
{
    return base::guarded([&]() -> Result<std::vector<std::byte>> {
        if (auto checked = checkNotEmpty(image); !checked)
            return tl::unexpected(checked.error());
        if (std::max(image.width, image.height) > 65'500)
            return fail(ErrorCode::invalidInput,
                        "A JPEG file has at most 65,500 pixels a side. Save it as PNG.");
        if (options.xmp.size() > 60'000)
            return fail(ErrorCode::invalidInput, "The XMP packet is too long for a JPEG file.");
        QImage picture = viewOf(image);
        picture.setColorSpace(QColorSpace::SRgb);
        const auto encoded = encodeWithQt(picture, "jpeg", std::clamp(options.quality, 1, 100));
        if (!encoded)
            return tl::unexpected(encoded.error());
        // Behind SOI and the JFIF segment, which has to stay first.
        const auto* bytes = reinterpret_cast<const unsigned char*>(encoded->constData());
        qsizetype at = 2;
        if (encoded->size() > 6 && bytes[2] == 0xff && bytes[3] == 0xe0)
            at += 2 + (bytes[4] << 8 | bytes[5]);
        std::vector<std::byte> jpeg;
        append(jpeg, *encoded, 0, at);
        if (!options.xmp.empty()) {
            const std::string segment = xmpSegment(options.xmp);
            const auto inserted = std::as_bytes(std::span(segment));
            jpeg.insert(jpeg.end(), inserted.begin(), inserted.end());
        }
        append(jpeg, *encoded, at, encoded->size());
        return jpeg;
    });
}

Result<void> writeJpeg(const std::filesystem::path& path, const Image& image,
                       const JpegOptions& options)
{
    const auto jpeg = encodeJpeg(image, options);
    if (!jpeg)
        return tl::unexpected(jpeg.error());
    return base::writeFileAtomically(path, *jpeg);
}

std::string aiMarkXmp()
{
    // IPTC Photo Metadata Standard 2023.1, Digital Source Type; packet wrapper as in the XMP
    // specification.
    return "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
           " <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
           "  <rdf:Description rdf:about=\"\"\n"
           "    xmlns:Iptc4xmpExt=\"http://iptc.org/std/Iptc4xmpExt/2008-02-29/\"\n"
           "    xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\"\n"
           "    Iptc4xmpExt:DigitalSourceType="
           "\"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia\"\n"
           "    xmp:CreatorTool=\"Likeness\"/>\n"
           " </rdf:RDF>\n"
           "</x:xmpmeta>\n"
           "<?xpacket end=\"w\"?>";
}

} // namespace likeness::images
