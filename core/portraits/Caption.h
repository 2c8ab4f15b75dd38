// What a picture shows, in words: lower-case, few synonyms, one grammar.
#pragma once

#include "core/portraits/Person.h"
#include "core/portraits/Scene.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace likeness::portraits {

// Names style, background, clothing (colour and kind) and expression, and accessory, pose and light
// where they are not the usual; nothing that tells who it is:
// "a watercolor portrait of a person wearing a red hoodie, smiling, at the beach".
// `wording` picks among the synonyms and orders; every wording names the same facts.
std::string caption(const Scene& scene, std::uint64_t wording);

// Also names what is visible of the person: presentation, age, hair, skin, glasses, facial hair.
std::string caption(const Person& person, const Scene& scene, std::uint64_t wording);

// The one word (or two) for a value: the label under which evaluation and training list it. Each
// caption of the scene holds the words of its facts, or one of their synonyms.
std::string_view word(Presentation presentation);
std::string_view word(HairStyle style);
std::string_view word(HairColour colour);
std::string_view word(EyeColour colour);
std::string_view word(Glasses glasses);
std::string_view word(FacialHair facialHair);
std::string_view word(Age age);
std::string_view word(Style style);
std::string_view word(Background background);
std::string_view word(Clothing clothing);
std::string_view word(ClothingColour colour);
std::string_view word(Accessory accessory);
std::string_view word(Expression expression);
std::string_view word(Pose pose);
std::string_view word(Light light);
std::string_view skinWord(double skinTone); // pale, light, tan, brown, dark

} // namespace likeness::portraits
