// The needle with which the clothes are made, and the clothes. Internal to Body.
#pragma once

#include "core/portraits/Canvas.h"

namespace likeness::portraits {

// A garment from its neckline (right half, offsets to the centre line from the centre outwards) to
// the shoulders and the bottom edge.
Points garment(const Points& neckline);

struct Cloth {
    Canvas& canvas;
    Rgb colour;

    Stamp fill(const Points& outline, double tone = .96) const;
    // Light from the left above, the far shoulder in shade, folds under the arms.
    void model(const Stamp& body) const;
    void crease(const Stamp& window, const Points& curve, float width, double strength) const;
    void edge(const Points& curve, float width, double tone) const;
    // In a colour of its own, whatever the garment's.
    void fixed(const Points& outline, const Rgb& rgb, double opacity = 1) const;
};

void tShirt(const Cloth& cloth);
void hoodie(const Cloth& cloth);
void turtleneck(const Cloth& cloth);
void shirt(const Cloth& cloth);
void dress(const Cloth& cloth);
void suit(const Cloth& cloth);
void leatherJacket(const Cloth& cloth);
void kimono(const Cloth& cloth);

} // namespace likeness::portraits
