#include "core/portraits/Face.h"
#include "core/base/Random.h"

#include <opencv2/core.hpp>

namespace likeness::portraits {

namespace {

struct Whiskers {
    Points area; // cheeks, jaw and chin, with the mouth
    Points lips; // stays free
    Points moustache;
};

float middleY(const Points& line)
{
    return line[line.size() / 2].y;
}

Whiskers whiskersOf(const Anatomy& anatomy, float outwards, float downwards)
{
    const Mouth& mouth = anatomy.mouth;
    const float my = mouth.centre.y, mh = mouth.halfWidth, nose = anatomy.nose.base,
                chin = anatomy.chin;
    const float cheek = anatomy.cheekHalfWidth, jaw = anatomy.jawHalfWidth;
    const float low = middleY(mouth.lowerLipBottom), top = middleY(mouth.upperLipTop);
    Whiskers out;
    out.area = mirrored(spline({{0, nose + 2},
                                {mh * .5f, nose + 3},
                                {mh + 3, my - 4},
                                {mh + 8, my + 1},
                                {cheek - 14, 142},
                                {cheek - 6, 126},
                                {cheek - 2.5f, 112},
                                {cheek + 1, 112},
                                {cheek - 1.5f + outwards, 134},
                                {jaw + outwards, 157},
                                {(jaw + 20) / 2 + 3 + outwards, (156 + chin) / 2 + 5 + outwards},
                                {20, chin - 3 + downwards},
                                {0, chin + downwards}}));
    out.lips = mirrored(spline({{0, top - .8f},
                                {mh * .5f, top - .4f},
                                {mh + 1.6f, my},
                                {mh * .66f, (my + low) / 2 + 2.8f},
                                {0, low + 1.2f}}));
    out.moustache = mirrored(spline({{0, nose + 2.2f},
                                     {7, nose + 1.8f},
                                     {mh * .75f, my - 5.5f},
                                     {mh + 4.5f, my - .5f},
                                     {mh + 5.5f, my + 4},
                                     {mh + .5f, my + .6f},
                                     {mh * .5f, top + 1},
                                     {0, top + .6f}}));
    return out;
}

Stamp without(Stamp stamp, const Stamp& hole)
{
    const cv::Rect common = stamp.box & hole.box;
    if (common.empty())
        return stamp;
    cv::Mat1b part = stamp.coverage(common - stamp.box.tl());
    cv::subtract(part, hole.coverage(common - hole.box.tl()), part);
    return stamp;
}

// Single hairs with roots in `roots` (units) that bend away from the centre line by `flare`.
void paintHairs(Canvas& canvas, const Stamp& window, const Rgb& hair, int count,
                const cv::Rect2f& roots, float flare, base::Random& random)
{
    for (int i = 0; i < count; ++i) {
        const float x = float(random.uniform(roots.x, roots.x + roots.width));
        const float y = float(random.uniform(roots.y, roots.y + roots.height));
        const Vec root(x, y), tip(x + (x - centreX) * flare + float(random.uniform(-1, 1)), y + 5);
        const Rgb colour = i % 2 ? scaled(hair, .66) : mix(hair, {255, 255, 255}, .14);
        canvas.paint(clipped(canvas.stroke({root, (root + tip) * .5f, tip}, .8f, .8f, .3f), window),
                     colour, .55);
    }
}

void paintBeard(Canvas& canvas, const Anatomy& anatomy, const Whiskers& whiskers, const Rgb& hair,
                base::Random& random)
{
    const float chin = anatomy.chin, cheek = anatomy.cheekHalfWidth;
    const Stamp mass = without(canvas.shape(whiskers.area, 1.2f), canvas.shape(whiskers.lips, .5f));
    canvas.paint(mass, scaled(hair, .92), .96, Keep::in);
    canvas.multiply(clipped(canvas.shape(ellipse({centreX + 12, chin}, 46, 9, 20), 6), mass),
                    {150, 150, 150}, .8);
    paintHairs(canvas, mass, hair, 150, {centreX - cheek, 118, 2 * cheek, chin - 116}, .05f,
               random);
}

} // namespace

void paintFacialHair(Canvas& canvas, const Anatomy& anatomy, const Person& person)
{
    if (person.facialHair == FacialHair::none)
        return;
    const SkinColours skin = skinColours(person);
    const Rgb hair = mix(colourOf(person.hairColour), scaled(skin.deep, .6), .12);
    const bool isBeard = person.facialHair == FacialHair::beard;
    const Whiskers whiskers = whiskersOf(anatomy, isBeard ? 2.5f : -.5f, isBeard ? 6 : -.5f);
    if (person.facialHair == FacialHair::stubble) {
        const Stamp shade =
            without(canvas.shape(whiskers.area, 2.6f), canvas.shape(whiskers.lips, .8f));
        canvas.paint(shade, mix(scaled(hair, .6), skin.deep, .35), .42);
        return;
    }
    base::Random random(23);
    if (isBeard)
        paintBeard(canvas, anatomy, whiskers, hair, random);
    const Stamp moustache = canvas.shape(whiskers.moustache, .6f);
    canvas.paint(moustache, scaled(hair, .9), .97, Keep::in);
    const Mouth& mouth = anatomy.mouth;
    const float top = anatomy.nose.base, half = mouth.halfWidth;
    paintHairs(canvas, moustache, hair, 44,
               {centreX - half, top, 2 * half, mouth.centre.y - 2 - top}, .22f, random);
}

} // namespace likeness::portraits
