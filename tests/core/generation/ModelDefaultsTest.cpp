#include "core/generation/ModelDefaults.h"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>

namespace likeness::generation {
namespace {

namespace fs = std::filesystem;

// A model with a Lightning file of its own paints with it, unless more steps or guidance are asked for.
TEST(ModelDefaults, AModelsOwnLightningIsUsedWhereNothingElseIsAsked)
{
    const fs::path model = fs::temp_directory_path() / ("likeness-own-" + std::to_string(::getpid()));
    fs::create_directories(model);
    std::ofstream(model / "likeness.json")
        << R"({"steps": 8, "guidance": 1.5, "lightning": "fast.safetensors"})";
    const auto proposed = [&](PortraitRequest request) {
        const ModelDefaults defaults = readModelDefaults(model, request.lightning).value();
        return filledIn(std::move(request), defaults);
    };
    EXPECT_EQ(proposed({}).lightning, "") << "the file is not there";
    EXPECT_EQ(proposed({}).steps, 8);

    std::ofstream(model / "fast.safetensors") << "weights";
    EXPECT_EQ(proposed({}).lightning, ownLightning);
    EXPECT_EQ(proposed({}).steps, 4);
    EXPECT_EQ(proposed({}).guidance, 1);
    const PortraitRequest slow = proposed({.steps = 20});
    EXPECT_EQ(slow.lightning, "");
    EXPECT_EQ(slow.guidance, 1.5);
    EXPECT_EQ(proposed({.guidance = 3}).steps, 8);
    EXPECT_EQ(proposed({.lightning = "other.safetensors"}).lightning, "other.safetensors");
    const PortraitRequest again = proposed(proposed({})); // as a manifest's request is
    EXPECT_EQ(again.lightning, ownLightning);
    EXPECT_EQ(again.steps, 4);
    fs::remove_all(model);
}

} // namespace
} // namespace likeness::generation
