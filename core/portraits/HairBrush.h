// The brush with which the hair styles are drawn, and the styles. Internal to Hair.
#pragma once

#include "core/portraits/Canvas.h"

#include <cstdint>
#include <initializer_list>

namespace likeness::portraits {

// Points from their offsets to the centre line.
Points right(std::initializer_list<Vec> offsets);

// The outline of hair that frames a face evenly: its outer and its inner edge, right half, from the
// centre line outwards.
Points arch(const Points& outerRight, const Points& innerRight);

struct HairBrush {
    Canvas& canvas;
    Rgb colour;

    Rgb tone(double factor) const { return scaled(colour, factor); }
    Rgb light(double white) const { return mix(colour, {255, 255, 255}, white); }

    // A body of hair: dark at its edges, light where it bulges towards the lamp.
    Stamp mass(const Points& outline, float roundness, float edge = .35f) const;
    // Hairs between neighbouring guides, all with the same number of points.
    void strands(const std::vector<Points>& guides, int count, std::uint64_t seed,
                 float width = 1.1f, float stray = 1.2f, const Stamp* window = nullptr) const;
    void gloss(const Points& curve, float width, const Stamp& window, double strength = .3) const;
};

void shortCut(const HairBrush& brush);
void buzzCut(const HairBrush& brush);
void sidePart(const HairBrush& brush);
void curly(const HairBrush& brush);
void bunCap(const HairBrush& brush);
void bunKnot(const HairBrush& brush);
void bobBack(const HairBrush& brush);
void bobFront(const HairBrush& brush);
void longBack(const HairBrush& brush);
void longStraight(const HairBrush& brush);
void wavyBack(const HairBrush& brush);
void longWavy(const HairBrush& brush);
void afro(const HairBrush& brush);
void longCurlyBack(const HairBrush& brush);
void longCurly(const HairBrush& brush);
void ponytailTail(const HairBrush& brush);
void mohawk(const HairBrush& brush);

} // namespace likeness::portraits
