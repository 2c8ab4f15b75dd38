#include "ui/session/Pictures.h"

#include <algorithm>
#include <array>

namespace likeness::ui {

QImage toQImage(const images::Image& picture)
{
    if (picture.isEmpty())
        return {};
    const QImage view(picture.rgb.data(), picture.width, picture.height,
                      qsizetype(picture.width) * 3, QImage::Format_RGB888);
    return view.convertToFormat(QImage::Format_RGB32);
}

images::Image fromQImage(const QImage& picture)
{
    const QImage rgb = picture.convertToFormat(QImage::Format_RGB888);
    images::Image result(rgb.width(), rgb.height());
    for (int y = 0; y < rgb.height(); ++y)
        std::copy_n(rgb.constScanLine(y), size_t(rgb.width()) * 3,
                    result.rgb.begin() + std::ptrdiff_t(y) * rgb.width() * 3);
    return result;
}

QImage thumbnailOf(const QImage& picture, int size)
{
    if (picture.isNull() || (picture.width() <= size && picture.height() <= size))
        return picture;
    return picture.scaled(size, size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

namespace {

// Black, violet, orange, pale yellow: reads as heat, also for most colour-blind eyes.
std::array<QRgb, 256> heatColours()
{
    constexpr std::array<std::array<double, 3>, 4> stops{
        {{0, 0, 0}, {110, 30, 120}, {240, 110, 40}, {255, 245, 190}}};
    std::array<QRgb, 256> colours{};
    for (int i = 0; i < 256; ++i) {
        const double at = i / 255.0 * 3;
        const int from = std::min(2, int(at));
        const double mix = at - from;
        std::array<int, 3> channel{};
        for (size_t c = 0; c < 3; ++c)
            channel[c] = int(stops[size_t(from)][c] * (1 - mix) + stops[size_t(from) + 1][c] * mix);
        colours[size_t(i)] = qRgb(channel[0], channel[1], channel[2]);
    }
    return colours;
}

} // namespace

QImage differenceOf(const QImage& off, const QImage& on)
{
    if (off.isNull() || on.isNull())
        return {};
    static const std::array<QRgb, 256> heat = heatColours();
    const QImage a = (off.size() == on.size()
                          ? off
                          : off.scaled(on.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation))
                         .convertToFormat(QImage::Format_RGB32);
    const QImage b = on.convertToFormat(QImage::Format_RGB32);
    QImage result(b.size(), QImage::Format_RGB32);
    for (int y = 0; y < b.height(); ++y) {
        const QRgb* before = reinterpret_cast<const QRgb*>(a.constScanLine(y));
        const QRgb* after = reinterpret_cast<const QRgb*>(b.constScanLine(y));
        QRgb* out = reinterpret_cast<QRgb*>(result.scanLine(y));
        for (int x = 0; x < b.width(); ++x) {
            const int difference = std::max({std::abs(qRed(before[x]) - qRed(after[x])),
                                             std::abs(qGreen(before[x]) - qGreen(after[x])),
                                             std::abs(qBlue(before[x]) - qBlue(after[x]))});
            const QRgb hot = heat[size_t(std::min(255, difference * 2))];
            const int grey = qGray(before[x]) / 4;
            out[x] = qRgb(std::min(255, grey + qRed(hot)), std::min(255, grey + qGreen(hot)),
                          std::min(255, grey + qBlue(hot)));
        }
    }
    return result;
}

} // namespace likeness::ui
