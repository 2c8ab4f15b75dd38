#include "core/images/Decode.h"

#include "core/base/AtomicFile.h"
#include "core/images/Completeness.h"
#include "core/images/Orientation.h"
#include "core/images/Turn.h"

#include <QBuffer>
#include <QColorSpace>
#include <QImageReader>
#include <QLoggingCategory>
#include <QThread>

#include <fcntl.h>
#include <mutex>
#include <new>
#include <sys/stat.h>
#include <unistd.h>

namespace likeness::images {

using base::ErrorCode;
using base::fail;
using base::Result;

namespace {

// Qt takes the first thread that uses it for the main one and ties its image plugins to it; if that were a worker that
// reads a photo, Qt's clean-up at exit would write to the ended thread's data ("corrupted double-linked list", Qt 6.4).
// Before main() only the main thread is there.
[[maybe_unused]] QThread* const mainThread = QThread::currentThread();

constexpr size_t longestFile_bytes = size_t(1) << 30;
constexpr std::string_view readFormats = "JPEG, PNG, WebP, TIFF, BMP or GIF";

QLoggingCategory::CategoryFilter previousFilter = nullptr;

// Qt's process-wide settings that this room needs, made once.
void prepareQt()
{
    static std::once_flag once;
    std::call_once(once, [] {
        // mostPixels of 8 bytes each; Qt's own limit of 128 MB refuses ordinary camera photos.
        QImageReader::setAllocationLimit(static_cast<int>(mostPixels * 8 / (1024 * 1024)) + 1);
        // What is wrong with a picture is said once, in the returned Error, not by codecs on
        // stderr.
        previousFilter = QLoggingCategory::installFilter([](QLoggingCategory* category) {
            if (previousFilter) // not yet known when Qt runs this over the categories that exist
                                // already
                previousFilter(category);
            const std::string_view name = category->categoryName();
            if (name.starts_with("qt.gui.imageio") || name.starts_with("qt.gui.icc") ||
                name.starts_with("qt.imageformats"))
                for (const QtMsgType type : {QtDebugMsg, QtInfoMsg, QtWarningMsg})
                    category->setEnabled(type, false);
        });
    });
}

tl::unexpected<base::Error> damaged(std::string_view name, std::string context)
{
    return fail(ErrorCode::wrongFormat,
                std::string(name) +
                    " is damaged or was cut off and cannot be read. Copy or download "
                    "it again, or choose another picture.",
                std::move(context));
}

tl::unexpected<base::Error> notAPicture(std::string_view name, std::string_view phrase)
{
    const std::string known(readFormats);
    std::string message(name);
    if (phrase == "a text file" || phrase == "a web page" || phrase == "a program")
        message +=
            " is " + std::string(phrase) + ", not a picture. Choose a " + known + " picture.";
    else if (!phrase.empty())
        message += " is " + std::string(phrase) +
                   ", which Likeness does not read. Export it as JPEG or PNG and choose that file.";
    else
        message += " is not a picture that Likeness reads. Choose a " + known + " picture.";
    return fail(ErrorCode::wrongFormat, std::move(message));
}

Result<void> checkSize(QSize size, std::string_view name)
{
    if (size.width() <= longestSide_px && size.height() <= longestSide_px &&
        std::int64_t(size.width()) * size.height() <= mostPixels)
        return {};
    return fail(ErrorCode::invalidInput,
                std::string(name) + " is " + std::to_string(size.width()) + " x " +
                    std::to_string(size.height()) +
                    " pixels; at most 200 megapixels and 65,535 pixels a side are read. Make it "
                    "smaller first.");
}

Result<QImage> readWithQt(std::span<const std::byte> bytes, FileFormat format,
                          std::string_view name)
{
    const QByteArray data = QByteArray::fromRawData(reinterpret_cast<const char*>(bytes.data()),
                                                    static_cast<qsizetype>(bytes.size()));
    QBuffer buffer;
    buffer.setData(data);
    buffer.open(QIODevice::ReadOnly);
    QImageReader reader(&buffer, qtName(format));
    reader.setAutoDetectImageFormat(false);
    reader.setAutoTransform(false);
    if (!QImageReader::supportedImageFormats().contains(qtName(format)))
        return fail(ErrorCode::internal, std::string(name) + " cannot be read because the " +
                                             qtName(format) +
                                             " support of Qt is not installed (Debian package "
                                             "qt6-image-formats-plugins). Save it as PNG instead.");
    const QSize size = reader.size();
    if (size.isValid())
        if (auto checked = checkSize(size, name); !checked)
            return tl::unexpected(checked.error());
    if (size.isValid() && size.isEmpty())
        return damaged(name, "a side of no pixels");
    QImage image;
    if (!reader.read(&image) || image.isNull()) // a partly filled image is no image
        return damaged(name, reader.errorString().toStdString());
    if (auto checked = checkSize(image.size(), name); !checked)
        return tl::unexpected(checked.error());
    return image;
}

// 8 bits a channel, sRGB; with alpha where the picture has some.
QImage inSrgb(QImage image)
{
    const bool deep = image.depth() > 32 || image.format() == QImage::Format_Grayscale16;
    const bool alpha = image.hasAlphaChannel();
    if (deep) // colours are converted before 16 bits become 8
        image.convertTo(alpha ? QImage::Format_RGBA64 : QImage::Format_RGBX64);
    else
        image.convertTo(alpha ? QImage::Format_ARGB32 : QImage::Format_RGB32);
    const QColorSpace srgb(QColorSpace::SRgb);
    if (image.colorSpace().isValid() && image.colorSpace() != srgb)
        image.convertToColorSpace(srgb);
    image.convertTo(alpha ? QImage::Format_ARGB32 : QImage::Format_RGB32);
    return image;
}

// Transparent parts become white, as everywhere in the pipeline.
std::uint8_t overWhite(int value, int alpha)
{
    return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

Image flattened(const QImage& image)
{
    Image result(image.width(), image.height());
    std::uint8_t* out = result.rgb.data();
    for (int y = 0; y < image.height(); ++y) {
        const auto* row = reinterpret_cast<const QRgb*>(image.constScanLine(y));
        for (int x = 0; x < image.width(); ++x, out += 3) {
            const int alpha = qAlpha(row[x]); // 255 in Format_RGB32
            out[0] = overWhite(qRed(row[x]), alpha);
            out[1] = overWhite(qGreen(row[x]), alpha);
            out[2] = overWhite(qBlue(row[x]), alpha);
        }
    }
    return result;
}

// What can be said about the path before any of its bytes is read.
Result<void> checkPath(const std::filesystem::path& path, const std::string& name)
{
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno == EACCES)
            return fail(ErrorCode::io, "There is no permission to look at '" + path.string() +
                                           "'. Change its permissions or choose another picture.");
        return fail(ErrorCode::notFound,
                    "There is no file '" + path.string() + "'. Choose another picture.");
    }
    if (S_ISDIR(status.st_mode))
        return fail(ErrorCode::invalidInput, name + " is a folder. Choose a picture inside it.");
    if (!S_ISREG(status.st_mode))
        return fail(ErrorCode::invalidInput, name + " is not an ordinary file. Choose a picture.");
    if (status.st_size == 0)
        return fail(
            ErrorCode::invalidInput,
            name + " is empty (0 bytes). Copy or download it again, or choose another picture.");
    if (static_cast<size_t>(status.st_size) > longestFile_bytes)
        return fail(ErrorCode::invalidInput,
                    name + " is larger than 1 GB. Choose a smaller picture.");
    if (::access(path.c_str(), R_OK) != 0)
        return fail(ErrorCode::io, "There is no permission to read '" + path.string() +
                                       "'. Change its permissions or choose another picture.");
    return {};
}

} // namespace

Result<Image> decodeBytes(std::span<const std::byte> bytes, std::string_view name)
{
    return base::guarded([&]() -> Result<Image> {
        if (bytes.empty())
            return fail(ErrorCode::invalidInput,
                        std::string(name) + " is empty (0 bytes). Choose another picture.");
        const FileFormat format = fileFormat(bytes);
        if (format == FileFormat::notRead)
            return notAPicture(name, whatElse(bytes));
        if (!isComplete(bytes, format))
            return damaged(name, "cut off, or a part's checksum is wrong");
        prepareQt();
        auto read = readWithQt(bytes, format, name);
        if (!read)
            return tl::unexpected(read.error());
        return turned(flattened(inSrgb(std::move(*read))), exifOrientation(bytes, format));
    });
}

Result<Image> decodeFile(const std::filesystem::path& path)
{
    const std::string name = "'" + path.filename().string() + "'";
    if (auto checked = checkPath(path, name); !checked)
        return tl::unexpected(checked.error());
    auto text = base::guarded([&] { return base::readFile(path, longestFile_bytes); });
    if (!text)
        return tl::unexpected(text.error());
    return decodeBytes(std::as_bytes(std::span(*text)), name);
}

} // namespace likeness::images
