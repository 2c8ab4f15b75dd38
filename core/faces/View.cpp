#include "core/faces/View.h"

#include "core/faces/Landmarks.h"

#include <opencv2/imgproc.hpp>

#include <cmath>
#include <numbers>

namespace likeness::faces {

View lookAt(const cv::Mat& gray, double grayScale, const ViewOptions& options)
{
    const double scale = options.scale / grayScale; // from `gray` to the view
    const double angle = options.turn_degrees * std::numbers::pi / 180;
    const double cosine = std::cos(angle) * scale, sine = std::sin(angle) * scale;
    const double mirror = options.mirrored == Mirrored::yes ? -1 : 1;
    const double w = gray.cols, h = gray.rows;
    const int width = std::max(1, int(std::lround(std::abs(cosine) * w + std::abs(sine) * h)));
    const int height = std::max(1, int(std::lround(std::abs(sine) * w + std::abs(cosine) * h)));
    // About the middle: mirrored, then turned. Pixel centres lie at whole numbers.
    cv::Matx23d toView(mirror * cosine, -sine, 0, mirror * sine, cosine, 0);
    const double middleX = (w - 1) / 2, middleY = (h - 1) / 2;
    toView(0, 2) = (width - 1) / 2.0 - toView(0, 0) * middleX - toView(0, 1) * middleY;
    toView(1, 2) = (height - 1) / 2.0 - toView(1, 0) * middleX - toView(1, 1) * middleY;

    View view;
    view.mirrored = options.mirrored;
    cv::Mat small = gray;
    cv::Matx23d smallToView = toView;
    if (scale < 1) { // the mean of the covered pixels first, so that nothing aliases
        cv::resize(
            gray, small,
            {std::max(1, int(std::lround(w * scale))), std::max(1, int(std::lround(h * scale)))}, 0,
            0, cv::INTER_AREA);
        const double sx = w / small.cols, sy = h / small.rows;
        smallToView =
            cv::Matx23d(toView(0, 0) * sx, toView(0, 1) * sy,
                        toView(0, 2) + toView(0, 0) * (sx - 1) / 2 + toView(0, 1) * (sy - 1) / 2,
                        toView(1, 0) * sx, toView(1, 1) * sy,
                        toView(1, 2) + toView(1, 0) * (sx - 1) / 2 + toView(1, 1) * (sy - 1) / 2);
    }
    if (options.turn_degrees == 0 && options.mirrored == Mirrored::no && scale <= 1)
        view.gray = small;
    else
        cv::warpAffine(small, view.gray, smallToView, {width, height}, cv::INTER_LINEAR,
                       cv::BORDER_CONSTANT, cv::Scalar::all(128));

    cv::Matx23d back;
    cv::invertAffineTransform(toView, back);
    // From pixels of `gray` to those of the photo.
    const double up = 1 / grayScale, shift = (up - 1) / 2;
    view.toPhoto = cv::Matx23d(back(0, 0) * up, back(0, 1) * up, back(0, 2) * up + shift, //
                               back(1, 0) * up, back(1, 1) * up, back(1, 2) * up + shift);
    return view;
}

Point toPhoto(const View& view, Point point)
{
    const cv::Vec2d mapped = view.toPhoto * cv::Vec3d(point.x, point.y, 1);
    return {mapped[0], mapped[1]};
}

Point toView(const View& view, Point point)
{
    cv::Matx23d there;
    cv::invertAffineTransform(view.toPhoto, there);
    const cv::Vec2d mapped = there * cv::Vec3d(point.x, point.y, 1);
    return {mapped[0], mapped[1]};
}

Face faceInPhoto(const View& view, const Face& face)
{
    Face result = face;
    // A turned square keeps its centre and its size.
    const Point centre =
        toPhoto(view, Point{face.box.x + face.box.width / 2, face.box.y + face.box.height / 2});
    const double scale = std::hypot(view.toPhoto(0, 0), view.toPhoto(1, 0));
    result.box.width = face.box.width * scale;
    result.box.height = face.box.height * scale;
    result.box.x = centre.x - result.box.width / 2;
    result.box.y = centre.y - result.box.height / 2;
    for (Point& point : result.landmarks)
        point = toPhoto(view, point);
    if (view.mirrored == Mirrored::yes)
        result.landmarks = reorderedAfterMirror(result.landmarks);
    return result;
}

} // namespace likeness::faces
