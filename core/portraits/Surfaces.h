// The fixed papers, strokes and grains of the styles, made once per size.
#pragma once

#include <memory>
#include <opencv2/core.hpp>

namespace likeness::portraits {

struct Surfaces {
    cv::Mat1f paper;    // around 0, smooth grain
    cv::Mat1f wash;     // around 0, large soft spots: pigment that pooled
    cv::Mat1f sheet;    // 0 outside the painted area of a watercolour .. 1 inside
    cv::Mat1f strokes;  // around 0, brush hairs of the oil painting
    cv::Mat1f hatch[2]; // 0..1, pencil lines in two directions
    cv::Mat1f wood;     // around 0, grain of the printing block
    cv::Mat1f frame;    // 0 margin of the print .. 1 inside
};

std::shared_ptr<const Surfaces> surfacesFor(int size);

} // namespace likeness::portraits
