#include "core/portraits/Renderer.h"

#include "core/portraits/Atlas.h"
#include "core/portraits/Face.h"
#include "core/portraits/Lighting.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace likeness::portraits {

namespace {

// Canvas pixels per picture pixel and side: shapes are drawn twice as large and then averaged.
constexpr int oversampling = 2;

std::array<faces::Point, 5> points5Of(const Anatomy& anatomy, Pose pose, int size)
{
    const double scale = size / double(worldSize);
    const auto at = [scale, pose](Vec p) {
        const Vec there = turned(p, pose);
        return faces::Point{there.x * scale - .5, there.y * scale - .5};
    };
    const Mouth& mouth = anatomy.mouth;
    const float corner = mouth.centre.y + 1.4f +
                         .1f * mouth.open; // dlib sets the corners a little below the drawn ones
    return {at(anatomy.eyes[0].centre), at(anatomy.eyes[1].centre), at(anatomy.nose.tip),
            at({centreX - mouth.halfWidth, corner}), at({centreX + mouth.halfWidth, corner})};
}

void paintPerson(Canvas& canvas, const Atlas& atlas, const Anatomy& anatomy, const Person& person,
                 const Scene& scene)
{
    const HairLayers& hair = atlas.hair[size_t(person.hairStyle)];
    const Rgb hairColour = colourOf(person.hairColour);
    canvas.paint(hair.back, hairColour, Keep::in);
    canvas.paint(atlas.bodies[size_t(person.presentation)], skinColour(person), Keep::out);
    canvas.paint(atlas.clothes[size_t(scene.clothing)], colourOf(scene.clothingColour), Keep::out);
    paintHead(canvas, anatomy, person, hair.shadow);
    paintAge(canvas, anatomy, person);
    paintNose(canvas, anatomy, person);
    paintMouth(canvas, anatomy, person);
    paintEyes(canvas, anatomy, person);
    paintFacialHair(canvas, anatomy, person);
    paintGlasses(canvas, anatomy, person);
    canvas.paint(hair.front, hairColour, Keep::in);
    atlas.turns[size_t(scene.pose)].apply(canvas);
    canvas.paint(atlas.accessories[size_t(scene.accessory)], {}, Keep::out);
}

} // namespace

Render draw(const Person& person, const Scene& scene, int size)
{
    size = std::max(size, 32);
    const std::shared_ptr<const Atlas> atlas = atlasFor(size * oversampling);
    Canvas canvas(size * oversampling);
    atlas->backdrops[size_t(scene.background)].copyTo(canvas.picture);
    const Anatomy anatomy = anatomyOf(person, scene.expression);
    paintPerson(canvas, *atlas, anatomy, person, scene);
    illuminate(canvas.picture, atlas->lights[size_t(scene.light)]);

    Render out{images::Image(size, size),
               {size, size, std::vector<std::uint8_t>(size_t(size) * size_t(size))},
               points5Of(anatomy, scene.pose, size)};
    cv::Mat3b picture(size, size, reinterpret_cast<cv::Vec3b*>(out.picture.rgb.data()));
    cv::Mat1b kept(size, size, out.kept.value.data());
    cv::resize(canvas.picture, picture, {size, size}, 0, 0, cv::INTER_AREA);
    cv::resize(canvas.kept, kept, {size, size}, 0, 0, cv::INTER_AREA);
    cv::threshold(kept, kept, 127, 255, cv::THRESH_BINARY);
    return out;
}

std::array<faces::Point, 5> facePoints(const Person& person, const Scene& scene, int size)
{
    return points5Of(anatomyOf(person, scene.expression), scene.pose, size);
}

Render render(const Person& person, const Scene& scene, int size)
{
    Render out = draw(person, scene, size);
    if (scene.style != Style::photo)
        out.picture = stylise(out, scene.style);
    return out;
}

} // namespace likeness::portraits
