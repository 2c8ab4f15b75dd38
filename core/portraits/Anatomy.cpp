#include "core/portraits/Anatomy.h"

#include <cmath>

namespace likeness::portraits {

namespace {

constexpr float eyeLine = 106;

struct Mimic {
    float browRaise, eyeOpen, lowerLid, mouthWidth, lift, sag, open, jaw, smile; // units
};

Mimic mimicOf(Expression expression)
{
    switch (expression) {
    case Expression::neutral:
        return {0, 0, 0, 0, .5f, .4f, 0, 0, 0};
    case Expression::smiling:
        return {.6f, -.5f, -.7f, 5, 3.2f, 2, 5.2f, 0, .75f};
    case Expression::laughing:
        return {1.8f, -1.2f, -1.3f, 5, 3.2f, 0, 15, 4, 1};
    case Expression::surprised:
        return {6.5f, 1.8f, .9f, -7, -7.5f, -1, 15, 6, 0};
    }
    return {};
}

Points outlineOf(const Person& person, const Mimic& pose, Anatomy& anatomy)
{
    const bool man = person.presentation == Presentation::man;
    const float cheek = 55.5f + 2.6f * float(person.faceWidth);
    const float jaw =
        (man ? 46.5f : 42.5f) + 3.2f * float(person.jawWidth) + 1.6f * float(person.faceWidth);
    const float chinHalf = (man ? 22.f : 18.f) + 2.8f * float(person.chinWidth);
    const float chin = 187 + 3.5f * float(person.chinLength) + pose.jaw;
    anatomy.cheekHalfWidth = cheek, anatomy.chin = chin, anatomy.jawHalfWidth = jaw;
    Points half = spline({{-22, 32.5f},
                          {0, 29.5f},
                          {22, 32.5f},
                          {40, 44.5f},
                          {51, 64},
                          {55, 88},
                          {cheek, 110},
                          {cheek - 2.2f, 132},
                          {jaw, 156 + pose.jaw * .4f},
                          {(jaw + chinHalf) / 2 + 1.5f, (156 + chin) / 2 + 4.5f},
                          {chinHalf, chin - 4.5f},
                          {0, chin},
                          {-chinHalf, chin - 4.5f}});
    // the first and the last span only steer the curve's direction at the centre line
    half = Points(half.begin() + 6, half.end() - 6);
    return mirrored(half);
}

Eye eyeOf(const Person& person, const Mimic& pose, float outward)
{
    const bool man = person.presentation == Presentation::man;
    Eye eye;
    eye.outward = outward;
    const Vec centre(centreX + outward * (24.2f + 1.5f * float(person.eyeDistance)), eyeLine);
    const float half = 12.2f + 1.1f * float(person.eyeSize);
    const float tilt =
        .9f + 1.3f * float(person.eyeTilt) + (man ? 0 : .4f); // outer corner above the inner one
    const float upper = (man ? 5.2f : 5.9f) + .8f * float(person.eyeSize) + pose.eyeOpen;
    const float lower = 3.7f + .4f * float(person.eyeSize) + pose.lowerLid;
    const auto at = [&](float t, float rise) { // t: -1 inner corner .. 1 outer corner
        return Vec(centre.x + outward * half * t, centre.y - tilt * t - rise);
    };
    eye.upper = spline(
        {at(-1, -1), at(-.55f, upper * .66f), at(-.05f, upper), at(.5f, upper * .82f), at(1, 0)});
    eye.lower = spline(
        {at(-1, -1), at(-.5f, -lower * .8f), at(.1f, -lower), at(.6f, -lower * .68f), at(1, 0)});
    const Vec sum = at(-1, -1) + at(1, 0) + at(-.4f, upper * .8f) + at(.4f, upper * .88f) +
                    at(-.4f, -lower * .85f) + at(.4f, -lower * .8f);
    eye.centre = sum * (1.f / 6);
    eye.irisRadius = 5.9f + .35f * float(person.eyeSize);
    const float browY =
        eyeLine - (man ? 14.5f : 16.3f) - 1.7f * float(person.browHeight) - pose.browRaise;
    const float arch = (man ? 2.2f : 3.6f) + 1.6f * float(person.browArch);
    const auto browAt = [&](float t, float rise) {
        return Vec(centre.x + outward * 16.5f * t, browY - rise);
    };
    eye.brow = spline(
        {browAt(-1, -1.2f), browAt(-.35f, arch * .6f), browAt(.35f, arch), browAt(1.05f, -2.4f)});
    eye.browWidth = (man ? 5.4f : 3.9f) + 1.2f * float(person.browThickness);
    return eye;
}

// The O of the surprised: two ellipses that meet at the corners.
void makeRound(Mouth& mouth, float thickness)
{
    const float inside = mouth.open / 2, wide = mouth.halfWidth - 2.6f;
    const auto at = [&](float turn, float x, float y) {
        const float angle = float(CV_PI) * turn;
        return mouth.centre + Vec(-x * std::cos(angle), y * std::sin(angle));
    };
    mouth.upperLipTop = mouth.upperLipBottom = mouth.lowerLipTop =
        mouth.lowerLipBottom = {mouth.centre - Vec(mouth.halfWidth, 0)};
    for (int i = 1; i < 24; ++i) {
        const float turn = float(i) / 24;
        const float cupid = .9f * std::exp(-std::pow((turn - .5f) * 11, 2.f));
        mouth.upperLipTop.push_back(at(turn, mouth.halfWidth, -inside - .9f * thickness) +
                                    Vec(0, cupid));
        mouth.upperLipBottom.push_back(at(turn, wide, -inside));
        mouth.lowerLipTop.push_back(at(turn, wide, inside));
        mouth.lowerLipBottom.push_back(at(turn, mouth.halfWidth, inside + 1.15f * thickness));
    }
    for (Points* line :
         {&mouth.upperLipTop, &mouth.upperLipBottom, &mouth.lowerLipTop, &mouth.lowerLipBottom})
        line->push_back(mouth.centre + Vec(mouth.halfWidth, 0));
}

Mouth mouthOf(const Person& person, const Mimic& pose)
{
    const bool man = person.presentation == Presentation::man;
    Mouth mouth;
    mouth.halfWidth = 20.5f + 1.8f * float(person.mouthWidth) + pose.mouthWidth;
    mouth.lift = pose.lift, mouth.open = pose.open;
    const float fullness = (man ? .86f : 1.08f) + .26f * float(person.lipFullness);
    const float upperLip = (pose.open > 0 ? 4.6f : 5.4f) * fullness,
                lowerLip = (pose.open > 0 ? 6 : 7.2f) * fullness;
    const float y = 157 + .5f * float(person.noseLength) - .2f * pose.open;
    mouth.centre = {centreX, y - pose.lift};
    const auto at = [&](float t, float drop) {
        return Vec(centreX + mouth.halfWidth * t, y + drop);
    };
    if (pose.mouthWidth < 0) {
        makeRound(mouth, 4.6f * fullness);
        return mouth;
    }
    const float corner = -pose.lift, sag = pose.sag;
    constexpr float round = .62f;
    mouth.upperLipTop = spline(
        {at(-1, corner), at(-.62f, (corner + sag - upperLip * 1.35f) / 2 - .6f),
         at(-.2f, sag - upperLip - .5f), at(0, sag - upperLip + .9f), at(.2f, sag - upperLip - .5f),
         at(.62f, (corner + sag - upperLip * 1.35f) / 2 - .6f), at(1, corner)});
    mouth.upperLipBottom =
        spline({at(-1, corner), at(-.55f, (corner + sag) * .5f + (pose.open > 0 ? .2f : 0) * sag),
                at(-.18f, sag - .4f), at(0, sag + .5f), at(.18f, sag - .4f),
                at(.55f, (corner + sag) * .5f + (pose.open > 0 ? .2f : 0) * sag), at(1, corner)});
    mouth.lowerLipTop = spline({at(-1, corner), at(-.6f, corner * .3f + (sag + pose.open) * round),
                                at(0, sag + pose.open + .5f),
                                at(.6f, corner * .3f + (sag + pose.open) * round), at(1, corner)});
    mouth.lowerLipBottom = spline(
        {at(-1, corner), at(-.62f, corner * .25f + (sag + pose.open) * round + lowerLip * .66f),
         at(-.2f, sag + pose.open + lowerLip), at(.2f, sag + pose.open + lowerLip),
         at(.62f, corner * .25f + (sag + pose.open) * round + lowerLip * .66f), at(1, corner)});
    return mouth;
}

} // namespace

Anatomy anatomyOf(const Person& person, Expression expression)
{
    const Mimic pose = mimicOf(expression);
    Anatomy anatomy;
    anatomy.outline = outlineOf(person, pose, anatomy);
    anatomy.eyes[0] = eyeOf(person, pose, -1);
    anatomy.eyes[1] = eyeOf(person, pose, 1);
    const bool man = person.presentation == Presentation::man;
    const float tip = 134.5f + 2.2f * float(person.noseLength) - .8f * pose.smile;
    anatomy.nose = {{centreX, tip},
                    tip + 8,
                    (man ? 12.2f : 11) + 2 * float(person.noseWidth) + 1.2f * pose.smile};
    anatomy.mouth = mouthOf(person, pose);
    anatomy.smile = pose.smile;
    return anatomy;
}

} // namespace likeness::portraits
