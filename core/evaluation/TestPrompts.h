// What is asked for in an evaluation, by class of prompt, as the paper's table 7 has them. Std types only.
#pragma once

#include "core/base/Error.h"
#include "core/portraits/Scene.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace likeness::evaluation {

struct TestPrompt {
    std::string promptClass; // "clothing", "background", …
    std::string text;
    std::optional<portraits::Scene> scene; // what it asks for, if it is one of the portrait world's
    std::vector<std::string> facts;        // of the scene, that its class is about (training::sceneFacts); empty: all
};

// The classes in turn. Prompts of one class differ in what it names and are otherwise a photo of a person before a grey
// wall; "complex" ones differ in everything. No two are the same as long as the class has more to offer.
std::vector<TestPrompt> worldPrompts(int count);
std::vector<std::string> worldPromptClasses();

// One prompt per line; a line "[class]" begins a class, # a remark. Errors: those of reading; invalidInput without any.
base::Result<std::vector<TestPrompt>> promptsOf(const std::filesystem::path& file);

} // namespace likeness::evaluation
