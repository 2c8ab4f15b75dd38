// Draws a person in a scene.
//
// The picture is a square of 256 x 256 world units, whatever its size in pixels; the head is always
// at the same place (eye line at y = 106, chin near y = 186). Nothing in a picture is random: what
// Person and Scene do not say is the same in every picture (strands, paper, hatching, the drawings
// behind the person).
//
// All functions are deterministic and may be called from several threads at once.
#pragma once

#include "core/faces/Face.h"
#include "core/images/Image.h"
#include "core/portraits/Person.h"
#include "core/portraits/Scene.h"

#include <array>

namespace likeness::portraits {

struct Render {
    images::Image picture;
    images::Mask kept; // face skin, features, glasses and hair; not neck, ears, clothes
    std::array<faces::Point, 5> points5; // pixels; order and convention of faces::Face::points5
};

// Render::points5 without drawing.
std::array<faces::Point, 5> facePoints(const Person& person, const Scene& scene, int size = 256);

// The scene as a soft photo, whatever `scene.style` says: draw once, stylise as often as wanted.
// `size`: side in pixels, at least 32.
Render draw(const Person& person, const Scene& scene, int size = 256);

// The picture of `drawn` in a style; Style::photo gives it back unchanged.
images::Image stylise(const Render& drawn, Style style);

// draw, then stylise with `scene.style`.
Render render(const Person& person, const Scene& scene, int size = 256);

} // namespace likeness::portraits
