// The drawing table of this room: a square 8-bit picture addressed in world units (256 to a side),
// shapes with soft edges, and ready-made layers. Internal: includes OpenCV.
#pragma once

#include "core/portraits/Person.h"

#include <functional>
#include <opencv2/core.hpp>
#include <vector>

namespace likeness::portraits {

inline constexpr float worldSize = 256;
inline constexpr float centreX = 128;

using Vec = cv::Point2f; // world units
using Points = std::vector<Vec>;

// --- curves
// -----------------------------------------------------------------------------------------------

// Catmull-Rom through the points, `steps` segments between two of them.
Points spline(const Points& through, int steps = 6);
Points closedSpline(const Points& through, int steps = 6);
Points ellipse(Vec centre, float radiusX, float radiusY, int count = 28);
// The outline of a brush stroke along `curve` whose width goes from `start` over `middle` to `end`.
Points ribbon(const Points& curve, float start, float middle, float end);
// The right half (x: offset from the centre line), top to bottom, completed by its mirror image to
// a closed outline.
Points mirrored(const Points& rightHalf);
Points mirroredX(Points points);                    // x -> 256 - x
Points operator+(const Points& a, const Points& b); // one after the other

// --- stamps
// -----------------------------------------------------------------------------------------------

// Coverage of a shape: 0..255 in `box` (pixels of the canvas), 0 elsewhere.
struct Stamp {
    cv::Rect box;
    cv::Mat1b coverage;
};

// Keeps of `stamp` what `window` covers.
Stamp clipped(Stamp stamp, const Stamp& window);

// --- layers
// -----------------------------------------------------------------------------------------------

// Something drawn once and tinted later: below * (1 - alpha) + colour * tint + fixed.
struct Layer {
    cv::Rect box;
    cv::Mat1b alpha; // 255: opaque
    cv::Mat3b tint;  // 128: the colour as it is; already multiplied by alpha
    cv::Mat3b fixed; // already multiplied by alpha
};

// What happens to the "kept" mask where something is painted.
enum class Keep { same, in, out };

class Canvas {
public:
    explicit Canvas(int pixels);

    float scale() const { return m_scale; } // pixels per unit
    cv::Rect bounds() const { return {0, 0, picture.cols, picture.rows}; }

    // `softness`: standard deviation of the edge's blur, in units; 0 is a crisp anti-aliased edge.
    Stamp shape(const Points& outline, float softness = 0) const;
    Stamp stroke(const Points& curve, float start, float middle, float end,
                 float softness = 0) const;

    void paint(const Stamp& stamp, const Rgb& colour, double opacity = 1, Keep keep = Keep::same);
    void multiply(const Stamp& stamp, const Rgb& factor,
                  double strength = 1); // factor 255: no change
    void paint(const Layer& layer, const Rgb& colour, Keep keep);

    cv::Mat3b picture; // RGB
    cv::Mat1b kept;

private:
    float m_scale;
};

// `draw` paints on an empty canvas with the colour it is given, and everything with Keep::in. As
// painting is linear in the colour, drawing with black and with grey tells what the colour does and
// what stays.
Layer makeLayer(int pixels, const std::function<void(Canvas&, const Rgb&)>& draw);

Rgb mix(const Rgb& a, const Rgb& b, double t);
Rgb scaled(const Rgb& a, double factor);

} // namespace likeness::portraits
