// How different two colours look: CIE L*a*b* (CIE 15) and CIEDE2000.
#pragma once

namespace likeness::evaluation {

struct Lab {
    double l = 0, a = 0, b = 0; // L* 0..100
};

// From sRGB 0..255 (IEC 61966-2-1), white point D65, 2 degrees.
Lab labOf(double red, double green, double blue);

// CIEDE2000 with kL = kC = kH = 1: G. Sharma, W. Wu and E. Dalal, "The CIEDE2000 color-difference formula: implementation
// notes, supplementary test data, and mathematical observations", Color Research & Application 30 (2005), equations 2-22.
double deltaE2000(const Lab& first, const Lab& second);

} // namespace likeness::evaluation
