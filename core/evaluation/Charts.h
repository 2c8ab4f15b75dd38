// Bar charts as pictures, for reports that are read without a program. Std types only.
#pragma once

#include "core/images/Image.h"

#include <optional>
#include <string>
#include <vector>

namespace likeness::evaluation {

struct Bar {
    std::optional<double> value; // absent: no bar
    double deviation = 0;        // drawn as a whisker to both sides
};

struct BarGroup {
    std::string name;
    std::vector<Bar> bars; // one per series
};

struct BarChart {
    std::string title;               // Latin letters, as all words here
    std::vector<std::string> series; // at most six
    std::vector<BarGroup> groups;
};

// White, 480 pixels high, as wide as the groups need; the axis reaches from 0 (or the lowest whisker) to 1 (or the
// highest). Every bar tells its value.
images::Image draw(const BarChart& chart);

} // namespace likeness::evaluation
