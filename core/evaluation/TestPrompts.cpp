#include "core/evaluation/TestPrompts.h"

#include "core/base/AtomicFile.h"
#include "core/portraits/Caption.h"

#include <algorithm>
#include <sstream>

namespace likeness::evaluation {

using portraits::Scene;

namespace {

constexpr std::uint64_t firstScene = 0x6576'616c'0000'0000; // far from the trainings' seeds

struct PromptClass {
    const char* name;
    std::vector<std::string> facts;
    void (*take)(Scene& scene, const Scene& drawn); // what prompts of this class ask for
};

const std::vector<PromptClass>& promptClasses()
{
    static const std::vector<PromptClass> all{
        {"clothing",
         {"clothing", "clothing colour"},
         [](Scene& scene, const Scene& drawn) {
             scene.clothing = drawn.clothing;
             scene.clothingColour = drawn.clothingColour;
         }},
        {"background", {"background"}, [](Scene& scene, const Scene& drawn) { scene.background = drawn.background; }},
        {"style", {"style"}, [](Scene& scene, const Scene& drawn) { scene.style = drawn.style; }},
        {"expression", {"expression"}, [](Scene& scene, const Scene& drawn) { scene.expression = drawn.expression; }},
        {"accessory", {"accessory"}, [](Scene& scene, const Scene& drawn) { scene.accessory = drawn.accessory; }},
        {"view",
         {"pose", "light"},
         [](Scene& scene, const Scene& drawn) {
             scene.pose = drawn.pose;
             scene.light = drawn.light;
         }},
        {"complex", {}, [](Scene& scene, const Scene& drawn) { scene = drawn; }},
    };
    return all;
}

// The first drawn scene that is not the plain one and that none of `before` asks for; after some tries any.
Scene nextScene(const PromptClass& promptClass, const std::vector<TestPrompt>& before, std::uint64_t& seed)
{
    for (int tries = 0;; ++tries) {
        Scene scene;
        promptClass.take(scene, portraits::randomScene(seed++));
        const auto same = [&](const TestPrompt& prompt) { return prompt.scene == scene; };
        const bool isPlain = scene == Scene{};
        if ((!isPlain && std::ranges::none_of(before, same)) || tries == 300)
            return scene;
    }
}

} // namespace

std::vector<std::string> worldPromptClasses()
{
    std::vector<std::string> names;
    for (const PromptClass& one : promptClasses())
        names.emplace_back(one.name);
    return names;
}

std::vector<TestPrompt> worldPrompts(int count)
{
    std::vector<TestPrompt> prompts;
    std::uint64_t seed = firstScene;
    for (int i = 0; i < count; ++i) {
        const PromptClass& promptClass = promptClasses()[static_cast<size_t>(i) % promptClasses().size()];
        const Scene scene = nextScene(promptClass, prompts, seed);
        prompts.push_back({promptClass.name, portraits::caption(scene, firstScene + static_cast<std::uint64_t>(i)), scene,
                           promptClass.facts});
    }
    return prompts;
}

base::Result<std::vector<TestPrompt>> promptsOf(const std::filesystem::path& file)
{
    const auto text = base::readFile(file, 16 << 20);
    if (!text)
        return tl::unexpected(text.error());
    std::vector<TestPrompt> prompts;
    std::string promptClass = "prompts";
    std::istringstream lines(*text);
    for (std::string line; std::getline(lines, line);) {
        if (line.ends_with('\r'))
            line.pop_back();
        if (line.size() > 2 && line.front() == '[' && line.back() == ']')
            promptClass = line.substr(1, line.size() - 2);
        else if (line.find_first_not_of(" \t") != std::string::npos && line.front() != '#')
            prompts.push_back({promptClass, line, std::nullopt, {}});
    }
    if (prompts.empty())
        return base::fail(base::ErrorCode::invalidInput,
                          "'" + file.string() + "' holds no prompt. Write one per line.");
    return prompts;
}

} // namespace likeness::evaluation
