// Styles: named wrappers around the artist's prompt, from a file people can edit.
//
// [{"name": "watercolor", "label": "Watercolor", "prompt": "watercolor painting of {prompt}, …",
// "negative": "photo"}]
//
// An entry "none" only gives that choice its label.
#pragma once

#include "core/base/Error.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::generation {

struct Style {
    std::string name;     // for requests and the command line
    std::string label;    // for people
    std::string prompt;   // with {prompt} where the artist's words go; without it they go in front
    std::string negative; // joined to the artist's negative prompt
};

struct StyledPrompt {
    std::string prompt, negative;
};

class Styles {
public:
    Styles() = default; // knows "none" only
    static base::Result<Styles> load(const std::filesystem::path& file);
    static base::Result<Styles> parse(const std::string& json, const std::string& source);

    // "none" and "" leave the prompts as they are. Errors: invalidInput, with the names that are
    // known.
    base::Result<StyledPrompt> apply(const std::string& style, const std::string& prompt,
                                     const std::string& negative) const;
    const std::vector<Style>& all() const { return m_styles; } // as in the file

private:
    std::vector<Style> m_styles;
};

} // namespace likeness::generation
