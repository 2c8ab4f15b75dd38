#include "core/faces/Landmarks.h"

#include <dlib/image_processing/shape_predictor.h>
#include <dlib/opencv/cv_image.h>

#include <bit>
#include <cmath>
#include <complex>
#include <fstream>
#include <numbers>

namespace likeness::faces {

using base::ErrorCode;
using base::fail;
using base::Result;

using Shape = dlib::matrix<float, 0, 1>; // x0, y0, x1, y1, … in the unit square of the box

struct LandmarkModel::Cascade {
    Shape initialShape;
    std::vector<std::vector<dlib::impl::regression_tree>> forests;
    // Per forest, per feature pixel: the landmark that it hangs on, and where it is from there.
    std::vector<std::vector<unsigned long>> anchors;
    std::vector<std::vector<dlib::vector<float, 2>>> deltas;

    bool isSound() const;

private:
    bool isSound(const dlib::impl::regression_tree& tree, size_t features) const;
};

bool LandmarkModel::Cascade::isSound(const dlib::impl::regression_tree& tree, size_t features) const
{
    if (!std::has_single_bit(tree.leaf_values.size()) ||
        tree.leaf_values.size() != tree.splits.size() + 1)
        return false;
    for (const auto& split : tree.splits)
        if (split.idx1 >= features || split.idx2 >= features || std::isnan(split.thresh))
            return false;
    for (const Shape& leaf : tree.leaf_values) {
        if (leaf.size() != initialShape.size())
            return false;
        for (const float value : leaf)
            if (!std::isfinite(value))
                return false;
    }
    return true;
}

bool LandmarkModel::Cascade::isSound() const
{
    if (initialShape.size() != 2 * landmarkCount || forests.empty() ||
        anchors.size() != forests.size() || deltas.size() != forests.size())
        return false;
    for (const float value : initialShape)
        if (!std::isfinite(value))
            return false;
    for (size_t i = 0; i < forests.size(); ++i) {
        if (anchors[i].size() != deltas[i].size())
            return false;
        for (const unsigned long anchor : anchors[i])
            if (anchor >= landmarkCount)
                return false;
        for (const auto& delta : deltas[i])
            if (!std::isfinite(delta.x()) || !std::isfinite(delta.y()))
                return false;
        for (const auto& tree : forests[i])
            if (!isSound(tree, anchors[i].size()))
                return false;
    }
    return true;
}

Result<LandmarkModel> LandmarkModel::open(const std::filesystem::path& path)
{
    const std::string name = "'" + path.string() + "'";
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
        return fail(ErrorCode::notFound,
                    "The face landmarks model " + name +
                        " is not there. Install the Debian package libdlib-data.");
    std::ifstream file(path, std::ios::binary);
    if (!file)
        return fail(ErrorCode::io, "The face landmarks model " + name +
                                       " cannot be opened. Change its permissions.");
    const auto wrong = [&](std::string context) {
        return fail(ErrorCode::wrongFormat,
                    name +
                        " is not a model of 68 face landmarks in dlib's format, or it is damaged. "
                        "Install it again (Debian package libdlib-data).",
                    std::move(context));
    };
    auto cascade = std::make_shared<Cascade>();
    try {
        int version = 0;
        dlib::deserialize(version, file);
        if (version != 1)
            return wrong("version " + std::to_string(version));
        dlib::deserialize(cascade->initialShape, file);
        dlib::deserialize(cascade->forests, file);
        dlib::deserialize(cascade->anchors, file);
        dlib::deserialize(cascade->deltas, file);
    } catch (const std::exception& exception) { // serialization_error, bad_alloc, length_error
        return wrong(exception.what());
    }
    if (!cascade->isSound())
        return wrong("values out of range");
    return LandmarkModel(std::move(cascade));
}

std::vector<Point> LandmarkModel::locate(const cv::Mat& gray, const Box& box) const
{
    const auto pixels = dlib::cv_image<unsigned char>(cvIplImage(gray));
    const dlib::drectangle exact(box.x, box.y, box.x + box.width - 1, box.y + box.height - 1);
    const dlib::rectangle rectangle = exact;
    Shape shape = m_cascade->initialShape;
    std::vector<float> features;
    for (size_t i = 0; i < m_cascade->forests.size(); ++i) {
        dlib::impl::extract_feature_pixel_values(pixels, rectangle, shape, m_cascade->initialShape,
                                                 m_cascade->anchors[i], m_cascade->deltas[i],
                                                 features);
        unsigned long leaf = 0;
        for (const auto& tree : m_cascade->forests[i])
            shape += tree(features, leaf);
    }
    std::vector<Point> points;
    for (int i = 0; i < landmarkCount; ++i)
        points.push_back(
            {rectangle.left() + shape(2 * i) * (rectangle.right() - rectangle.left()),
             rectangle.top() + shape(2 * i + 1) * (rectangle.bottom() - rectangle.top())});
    return points;
}

LandmarkModel::Fit LandmarkModel::fitAround(const std::array<Point, 5>& points) const
{
    using Complex = std::complex<double>;
    std::vector<Point> mean(landmarkCount); // in the unit square of the box
    for (int i = 0; i < landmarkCount; ++i)
        mean[i] = {m_cascade->initialShape(2 * i), m_cascade->initialShape(2 * i + 1)};
    const auto model = fivePoints(mean);
    Complex from, to;
    for (size_t i = 0; i < points.size(); ++i) {
        from += Complex(model[i].x, model[i].y) / 5.0;
        to += Complex(points[i].x, points[i].y) / 5.0;
    }
    Complex product;
    double spread = 0;
    for (size_t i = 0; i < points.size(); ++i) {
        const Complex a = Complex(model[i].x, model[i].y) - from;
        product += std::conj(a) * (Complex(points[i].x, points[i].y) - to);
        spread += std::norm(a);
    }
    const Complex similarity = product / spread; // least squares: scale and turn
    const double side = std::max(std::abs(similarity), 1.0);
    const Complex centre = to + similarity * (Complex(0.5, 0.5) - from);
    return {{centre.real() - side / 2, centre.imag() - side / 2, side, side},
            std::arg(similarity) * 180 / std::numbers::pi};
}

std::vector<Point> LandmarkModel::locateSteadily(const cv::Mat& gray, const Box& box) const
{
    constexpr std::array<Point, 3> moves{Point{0, 0}, Point{0.04, -0.04}, Point{-0.04, 0.04}};
    constexpr std::array<double, 3> growths{0.93, 1, 1.07};
    constexpr double count = moves.size() * growths.size();
    std::vector<Point> mean(landmarkCount);
    for (const Point& move : moves)
        for (const double growth : growths) {
            const double width = box.width * growth, height = box.height * growth;
            const Box moved{box.x + (box.width - width) / 2 + move.x * box.width,
                            box.y + (box.height - height) / 2 + move.y * box.height, width, height};
            const auto points = locate(gray, moved);
            for (size_t i = 0; i < points.size(); ++i) {
                mean[i].x += points[i].x / count;
                mean[i].y += points[i].y / count;
            }
        }
    return mean;
}

std::array<Point, 5> fivePoints(const std::vector<Point>& landmarks)
{
    const auto meanOf = [&](int first, int last) {
        Point sum;
        for (int i = first; i <= last; ++i) {
            sum.x += landmarks[i].x;
            sum.y += landmarks[i].y;
        }
        const int count = last - first + 1;
        return Point{sum.x / count, sum.y / count};
    };
    return {meanOf(36, 41), meanOf(42, 47), landmarks[30], landmarks[48], landmarks[54]};
}

std::vector<Point> reorderedAfterMirror(const std::vector<Point>& mirrored)
{
    // partner[i]: the landmark of the other half of the face, in the numbering of the 68.
    constexpr std::array<int, landmarkCount> partner{
        16, 15, 14, 13, 12, 11, 10, 9,  8,  7,  6,  5,  4,  3,  2,  1,  0,  26, 25, 24, 23, 22, 21,
        20, 19, 18, 17, 27, 28, 29, 30, 35, 34, 33, 32, 31, 45, 44, 43, 42, 47, 46, 39, 38, 37, 36,
        41, 40, 54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65};
    std::vector<Point> points(mirrored.size());
    for (size_t i = 0; i < points.size(); ++i)
        points[i] = mirrored[partner[i]];
    return points;
}

} // namespace likeness::faces
