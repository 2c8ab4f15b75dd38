#include "core/sets/ContactSheet.h"

#include <gtest/gtest.h>

#include <array>

namespace likeness::sets {
namespace {

using Colour = std::array<std::uint8_t, 3>;
constexpr Colour white{255, 255, 255}, red{200, 10, 10}, green{10, 200, 10}, blue{10, 10, 200};

images::Image plain(int width, int height, Colour colour)
{
    images::Image image(width, height);
    for (size_t i = 0; i < image.rgb.size(); ++i)
        image.rgb[i] = colour[i % 3];
    return image;
}

Colour at(const images::Image& image, int x, int y)
{
    const auto i = (static_cast<size_t>(y) * static_cast<size_t>(image.width) + static_cast<size_t>(x)) * 3;
    return {image.rgb[i], image.rgb[i + 1], image.rgb[i + 2]};
}

TEST(ContactSheet, StandsRowByRowWithGapsBetween)
{
    const auto sheet = contactSheet({plain(8, 8, red), plain(8, 8, green), plain(8, 8, blue)}, 2, 8, 3);
    ASSERT_EQ(sheet.width, 2 * 8 + 3);
    ASSERT_EQ(sheet.height, 2 * 8 + 3);
    EXPECT_EQ(at(sheet, 0, 0), red);
    EXPECT_EQ(at(sheet, 7, 7), red);
    EXPECT_EQ(at(sheet, 8, 4), white); // the gap
    EXPECT_EQ(at(sheet, 10, 4), white);
    EXPECT_EQ(at(sheet, 11, 4), green);
    EXPECT_EQ(at(sheet, 4, 11), blue);
    EXPECT_EQ(at(sheet, 15, 15), white); // no fourth picture
}

TEST(ContactSheet, FitsPicturesIntoTheMiddleOfTheirSquares)
{
    const auto sheet = contactSheet({plain(16, 8, red), plain(4, 16, blue)}, 2, 8, 0);
    ASSERT_EQ(sheet.width, 16);
    ASSERT_EQ(sheet.height, 8);
    EXPECT_EQ(at(sheet, 0, 1), white); // 8 x 4, two rows above and below
    EXPECT_EQ(at(sheet, 0, 2), red);
    EXPECT_EQ(at(sheet, 7, 5), red);
    EXPECT_EQ(at(sheet, 7, 6), white);
    EXPECT_EQ(at(sheet, 10, 4), white); // 2 x 8, three columns on either side
    EXPECT_EQ(at(sheet, 11, 0), blue);
    EXPECT_EQ(at(sheet, 12, 7), blue);
    EXPECT_EQ(at(sheet, 13, 4), white);
}

TEST(ContactSheet, LeavesTheSquareOfAnEmptyPictureWhite)
{
    const auto sheet = contactSheet({images::Image(), plain(8, 8, green)}, 2, 8, 1);
    EXPECT_EQ(at(sheet, 4, 4), white);
    EXPECT_EQ(at(sheet, 9, 4), green);
}

TEST(ContactSheet, OfNothingIsEmpty)
{
    const auto sheet = contactSheet({}, 3, 8, 1);
    EXPECT_EQ(sheet.width, 0);
    EXPECT_TRUE(sheet.rgb.empty());
}

} // namespace
} // namespace likeness::sets
