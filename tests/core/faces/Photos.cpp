#include "tests/core/faces/Photos.h"

#include "core/images/Decode.h"
#include "core/images/Resize.h"
#include "tests/core/testing/Reference.h"

#include <cmath>

namespace likeness::faces::photos {

const FaceFinder& finder()
{
    static const FaceFinder finder = FaceFinder::open(landmarksFile).value();
    return finder;
}

const images::Image& astronaut()
{
    static const images::Image photo =
        images::decodeFile(
            likeness::testing::testData("../../resources/samples/astronaut.jpg").lexically_normal())
            .value();
    return photo;
}

images::Image scaled(const images::Image& image, double factor)
{
    return images::resized(image, int(std::lround(image.width * factor)),
                           int(std::lround(image.height * factor)));
}

images::Image part(const images::Image& image, int x, int y, int width, int height)
{
    images::Image result(width, height);
    for (int row = 0; row < height; ++row)
        std::copy_n(image.pixel(x, y + row), size_t(width) * 3, result.pixel(0, row));
    return result;
}

void paste(images::Image& canvas, const images::Image& picture, int x, int y)
{
    for (int row = 0; row < picture.height; ++row)
        std::copy_n(picture.pixel(0, row), size_t(picture.width) * 3, canvas.pixel(x, y + row));
}

images::Image canvas(int width, int height)
{
    images::Image result(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x) {
            result.pixel(x, y)[0] = static_cast<std::uint8_t>(90 + 60 * x / width);
            result.pixel(x, y)[1] = static_cast<std::uint8_t>(120 + 40 * y / height);
            result.pixel(x, y)[2] = 150;
        }
    return result;
}

::testing::AssertionResult isAstronaut(const Face& face, double scale, Point shift, double share)
{
    const double eyes = scale * std::hypot(astronautPoints[1].x - astronautPoints[0].x,
                                           astronautPoints[1].y - astronautPoints[0].y);
    for (size_t i = 0; i < 5; ++i) {
        const Point expected{(astronautPoints[i].x + 0.5) * scale - 0.5 + shift.x,
                             (astronautPoints[i].y + 0.5) * scale - 0.5 + shift.y};
        const double away =
            std::hypot(face.points5[i].x - expected.x, face.points5[i].y - expected.y);
        if (!(away <= share * eyes))
            return ::testing::AssertionFailure()
                   << "point " << i << " is at (" << face.points5[i].x << ", " << face.points5[i].y
                   << ") instead of (" << expected.x << ", " << expected.y << ")";
    }
    const Point nose = face.points5[2];
    if (nose.x < face.box.x || nose.x > face.box.x + face.box.width || nose.y < face.box.y ||
        nose.y > face.box.y + face.box.height)
        return ::testing::AssertionFailure() << "the box is elsewhere";
    return ::testing::AssertionSuccess();
}

} // namespace likeness::faces::photos
