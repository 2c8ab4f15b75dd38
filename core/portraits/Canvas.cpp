#include "core/portraits/Canvas.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

Points spline(const Points& through, int steps)
{
    if (through.size() < 3)
        return through;
    Points out;
    const int last = int(through.size()) - 1;
    for (int i = 0; i < last; ++i) {
        const Vec p0 = through[size_t(std::max(i - 1, 0))], p1 = through[size_t(i)],
                  p2 = through[size_t(i + 1)], p3 = through[size_t(std::min(i + 2, last))];
        for (int k = 0; k < steps; ++k) {
            const float t = float(k) / float(steps);
            out.push_back(.5f *
                          (2 * p1 + (p2 - p0) * t + (2 * p0 - 5 * p1 + 4 * p2 - p3) * (t * t) +
                           (3 * p1 - p0 - 3 * p2 + p3) * (t * t * t)));
        }
    }
    out.push_back(through.back());
    return out;
}

Points closedSpline(const Points& through, int steps)
{
    const size_t n = through.size();
    Points extended;
    for (size_t i = 0; i < n + 3; ++i)
        extended.push_back(through[(i + n - 1) % n]);
    const Points all = spline(extended, steps);
    return Points(all.begin() + steps, all.end() - steps - 1);
}

Points ellipse(Vec centre, float radiusX, float radiusY, int count)
{
    Points out;
    for (int i = 0; i < count; ++i) {
        const float angle = float(2 * CV_PI) * float(i) / float(count);
        out.emplace_back(centre.x + radiusX * std::cos(angle),
                         centre.y + radiusY * std::sin(angle));
    }
    return out;
}

Points ribbon(const Points& curve, float start, float middle, float end)
{
    Points left, right;
    const size_t n = curve.size();
    for (size_t i = 0; i < n; ++i) {
        const Vec along = curve[std::min(i + 1, n - 1)] - curve[i > 0 ? i - 1 : 0];
        const float length = std::max(1e-4f, std::hypot(along.x, along.y));
        const Vec normal(-along.y / length, along.x / length);
        const float t = n > 1 ? float(i) / float(n - 1) : 0;
        const float width = t < .5f ? start + (middle - start) * std::sin(float(CV_PI) * t)
                                    : end + (middle - end) * std::sin(float(CV_PI) * t);
        left.push_back(curve[i] + normal * (width / 2));
        right.push_back(curve[i] - normal * (width / 2));
    }
    left.insert(left.end(), right.rbegin(), right.rend());
    return left;
}

Points mirrored(const Points& rightHalf)
{
    Points out;
    for (const Vec& p : rightHalf)
        out.emplace_back(centreX + p.x, p.y);
    for (auto p = rightHalf.rbegin(); p != rightHalf.rend(); ++p)
        if (std::abs(p->x) > 1e-3f)
            out.emplace_back(centreX - p->x, p->y);
    return out;
}

Points mirroredX(Points points)
{
    for (Vec& p : points)
        p.x = worldSize - p.x;
    return points;
}

Points operator+(const Points& a, const Points& b)
{
    Points out = a;
    out.insert(out.end(), b.begin(), b.end());
    return out;
}

Rgb mix(const Rgb& a, const Rgb& b, double t)
{
    return {a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

Rgb scaled(const Rgb& a, double factor)
{
    return {a.r * factor, a.g * factor, a.b * factor};
}

Stamp clipped(Stamp stamp, const Stamp& window)
{
    const cv::Rect common = stamp.box & window.box;
    if (common.empty())
        return {};
    Stamp out{common, {}};
    cv::multiply(stamp.coverage(common - stamp.box.tl()), window.coverage(common - window.box.tl()),
                 out.coverage, 1.0 / 255);
    return out;
}

Canvas::Canvas(int pixels)
    : picture(pixels, pixels, cv::Vec3b(0, 0, 0)), kept(pixels, pixels, uchar(0)),
      m_scale(float(pixels) / worldSize)
{
}

Stamp Canvas::shape(const Points& outline, float softness) const
{
    constexpr int shift = 4;
    const float sigma = softness * m_scale;
    float left = 1e9f, top = 1e9f, right = -1e9f, bottom = -1e9f;
    for (const Vec& p : outline) {
        left = std::min(left, p.x), right = std::max(right, p.x);
        top = std::min(top, p.y), bottom = std::max(bottom, p.y);
    }
    const int margin = 2 + int(std::ceil(2.5f * sigma));
    const cv::Rect box = cv::Rect(cv::Point(int(std::floor(left * m_scale)) - margin,
                                            int(std::floor(top * m_scale)) - margin),
                                  cv::Point(int(std::ceil(right * m_scale)) + margin,
                                            int(std::ceil(bottom * m_scale)) + margin)) &
                         bounds();
    if (outline.empty() || box.empty())
        return {};
    Stamp stamp{box, cv::Mat1b(box.size(), uchar(0))};
    std::vector<cv::Point> corners;
    corners.reserve(outline.size());
    // The centre of the first pixel is at half a pixel.
    for (const Vec& p : outline)
        corners.emplace_back(cvRound((p.x * m_scale - .5f - float(box.x)) * (1 << shift)),
                             cvRound((p.y * m_scale - .5f - float(box.y)) * (1 << shift)));
    cv::fillPoly(stamp.coverage, std::vector<std::vector<cv::Point>>{corners}, 255, cv::LINE_AA,
                 shift);
    if (sigma > .3f)
        cv::GaussianBlur(stamp.coverage, stamp.coverage, {}, sigma, sigma, cv::BORDER_REPLICATE);
    return stamp;
}

Stamp Canvas::stroke(const Points& curve, float start, float middle, float end,
                     float softness) const
{
    return shape(ribbon(curve, start, middle, end), softness);
}

void Canvas::paint(const Stamp& stamp, const Rgb& colour, double opacity, Keep keep)
{
    const int r = cv::saturate_cast<uchar>(colour.r), g = cv::saturate_cast<uchar>(colour.g),
              b = cv::saturate_cast<uchar>(colour.b);
    const int strength = cvRound(opacity * 256);
    for (int y = 0; y < stamp.box.height; ++y) {
        const uchar* cover = stamp.coverage.ptr(y);
        uchar* pixel = picture.ptr(stamp.box.y + y) + 3 * stamp.box.x;
        uchar* mask = kept.ptr(stamp.box.y + y) + stamp.box.x;
        for (int x = 0; x < stamp.box.width; ++x, pixel += 3, ++mask) {
            if (!cover[x])
                continue;
            const int a = (cover[x] * strength + (cover[x] >> 7)) >> 8; // 0..255
            const auto blend = [a](int below, int above) {
                return uchar(below + ((above - below) * a + 127) / 255);
            };
            pixel[0] = blend(pixel[0], r), pixel[1] = blend(pixel[1], g),
            pixel[2] = blend(pixel[2], b);
            if (keep != Keep::same)
                *mask = blend(*mask, keep == Keep::in ? 255 : 0);
        }
    }
}

void Canvas::multiply(const Stamp& stamp, const Rgb& factor, double strength)
{
    const double s = strength / 255.0;
    const int dr = cvRound((255 - factor.r) * s * 256), dg = cvRound((255 - factor.g) * s * 256),
              db = cvRound((255 - factor.b) * s * 256); // 0..256, at full coverage
    for (int y = 0; y < stamp.box.height; ++y) {
        const uchar* cover = stamp.coverage.ptr(y);
        uchar* pixel = picture.ptr(stamp.box.y + y) + 3 * stamp.box.x;
        for (int x = 0; x < stamp.box.width; ++x, pixel += 3) {
            const int c = cover[x];
            if (!c)
                continue;
            const auto darken = [c](int below, int d) {
                return cv::saturate_cast<uchar>((below * (65280 - c * d) + 32640) / 65280);
            };
            pixel[0] = darken(pixel[0], dr), pixel[1] = darken(pixel[1], dg),
            pixel[2] = darken(pixel[2], db);
        }
    }
}

void Canvas::paint(const Layer& layer, const Rgb& colour, Keep keep)
{
    // 128 in the tint is the colour as it is: twice the colour times tint / 255, nearly
    const int r = cvRound(colour.r * 2), g = cvRound(colour.g * 2), b = cvRound(colour.b * 2);
    for (int y = 0; y < layer.box.height; ++y) {
        const uchar* alpha = layer.alpha.ptr(y);
        const uchar* tint = layer.tint.ptr(y);
        const uchar* fixed = layer.fixed.ptr(y);
        uchar* pixel = picture.ptr(layer.box.y + y) + 3 * layer.box.x;
        uchar* mask = kept.ptr(layer.box.y + y) + layer.box.x;
        for (int x = 0; x < layer.box.width; ++x, pixel += 3, tint += 3, fixed += 3, ++mask) {
            const int a = alpha[x];
            if (!a)
                continue;
            const int below = 255 - a;
            pixel[0] =
                cv::saturate_cast<uchar>((pixel[0] * below + r * tint[0] + 127) / 255 + fixed[0]);
            pixel[1] =
                cv::saturate_cast<uchar>((pixel[1] * below + g * tint[1] + 127) / 255 + fixed[1]);
            pixel[2] =
                cv::saturate_cast<uchar>((pixel[2] * below + b * tint[2] + 127) / 255 + fixed[2]);
            if (keep != Keep::same)
                *mask = uchar((*mask * below + (keep == Keep::in ? 255 : 0) * a + 127) / 255);
        }
    }
}

Layer makeLayer(int pixels, const std::function<void(Canvas&, const Rgb&)>& draw)
{
    Canvas black(pixels), grey(pixels);
    draw(black, {0, 0, 0});
    draw(grey, {128, 128, 128});
    const cv::Rect box = cv::boundingRect(black.kept);
    if (box.empty())
        return {};
    Layer layer{box, black.kept(box).clone(), {}, black.picture(box).clone()};
    cv::subtract(grey.picture(box), layer.fixed, layer.tint);
    return layer;
}

} // namespace likeness::portraits
