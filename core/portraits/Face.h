// Paints a head without hair on the canvas: skin, eyes, brows, nose, mouth, age, freckles, facial
// hair, glasses.
#pragma once

#include "core/portraits/Anatomy.h"

namespace likeness::portraits {

// The colours between which skin moves from shadow to light.
struct SkinColours {
    Rgb deep, lit;
    double gloss; // 0..1
};
SkinColours skinColours(const Person& person);

// `hairShadow`: what the hair throws on the face (255 full), in pixels of the canvas; may be empty.
void paintHead(Canvas& canvas, const Anatomy& anatomy, const Person& person,
               const Stamp& hairShadow);
void paintEyes(Canvas& canvas, const Anatomy& anatomy, const Person& person);
void paintNose(Canvas& canvas, const Anatomy& anatomy, const Person& person);
void paintMouth(Canvas& canvas, const Anatomy& anatomy, const Person& person);
void paintAge(Canvas& canvas, const Anatomy& anatomy, const Person& person);
void paintFacialHair(Canvas& canvas, const Anatomy& anatomy, const Person& person);
void paintGlasses(Canvas& canvas, const Anatomy& anatomy, const Person& person);

} // namespace likeness::portraits
