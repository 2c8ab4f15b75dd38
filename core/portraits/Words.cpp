// The labels of all values that a caption can name.
#include "core/portraits/Caption.h"

namespace likeness::portraits {

namespace {

template <size_t N, typename Enum>
std::string_view at(const std::array<std::string_view, N>& words, Enum value)
{
    return words.at(size_t(value));
}

} // namespace

std::string_view word(Presentation presentation)
{
    return at(std::array<std::string_view, 2>{"woman", "man"}, presentation);
}

std::string_view word(HairStyle style)
{
    return at(std::array<std::string_view, 13>{"short", "buzz cut", "bald", "bob",
                                               "long straight", "long wavy", "curly", "bun",
                                               "side part", "afro", "ponytail", "long curly",
                                               "mohawk"},
              style);
}

std::string_view word(HairColour colour)
{
    return at(std::array<std::string_view, 7>{"black", "dark brown", "brown", "blond", "red",
                                              "grey", "white"},
              colour);
}

std::string_view word(EyeColour colour)
{
    return at(std::array<std::string_view, 5>{"brown", "hazel", "green", "blue", "grey"}, colour);
}

std::string_view word(Glasses glasses)
{
    return at(std::array<std::string_view, 3>{"no glasses", "round glasses", "square glasses"},
              glasses);
}

std::string_view word(FacialHair facialHair)
{
    return at(std::array<std::string_view, 4>{"no beard", "stubble", "moustache", "beard"},
              facialHair);
}

std::string_view word(Age age)
{
    return at(std::array<std::string_view, 3>{"young", "middle-aged", "old"}, age);
}

std::string_view word(Style style)
{
    return at(std::array<std::string_view, 8>{"photo", "watercolor", "oil", "pencil", "comic",
                                              "ukiyo-e", "pop art", "vintage"},
              style);
}

std::string_view word(Background background)
{
    return at(std::array<std::string_view, 10>{"grey", "blue", "red", "green", "yellow", "beach",
                                               "forest", "city at night", "bookshelf", "mountains"},
              background);
}

std::string_view word(Clothing clothing)
{
    return at(std::array<std::string_view, 8>{"t-shirt", "hoodie", "suit", "turtleneck", "shirt",
                                              "dress", "leather jacket", "kimono"},
              clothing);
}

std::string_view word(ClothingColour colour)
{
    return at(std::array<std::string_view, 6>{"red", "blue", "green", "yellow", "white", "black"},
              colour);
}

std::string_view word(Accessory accessory)
{
    return at(std::array<std::string_view, 5>{"no accessory", "scarf", "hat", "headphones",
                                              "earrings"},
              accessory);
}

std::string_view word(Expression expression)
{
    return at(std::array<std::string_view, 4>{"neutral", "smiling", "laughing", "surprised"},
              expression);
}

std::string_view word(Pose pose)
{
    return at(std::array<std::string_view, 3>{"front", "left", "right"}, pose);
}

std::string_view word(Light light)
{
    return at(std::array<std::string_view, 4>{"soft light", "golden light", "blue light",
                                              "side light"},
              light);
}

std::string_view skinWord(double skinTone)
{
    const int band = skinTone < .16   ? 0
                     : skinTone < .36 ? 1
                     : skinTone < .56 ? 2
                     : skinTone < .78 ? 3
                                      : 4;
    return at(std::array<std::string_view, 5>{"pale", "light", "tan", "brown", "dark"}, band);
}

} // namespace likeness::portraits
