// What of the painter learns.
#include "core/training/PainterTrainer.h"

#include "tests/core/training/SmallWorld.h"

#include <gtest/gtest.h>

namespace likeness::training {
namespace {

TEST(PainterTrainer, CanTeachTheAdapterAlone)
{
    const auto world = testing::smallWorld();
    PainterTraining training;
    training.options = world->options.painter;
    training.start = world->weights;
    training.loop = {.name = "adapter", .folder = world->folder, .steps = 2, .warmUp = 1, .learningRate = 1e-3};
    training.workers = 1;
    training.rows = {.batch = 2, .identityShare = 1, .captionDrop = 0};
    training.adapterOnly = true;
    const auto trained = trainPainter(world->painter, training, {});
    ASSERT_TRUE(trained) << trained.error().message;
    ASSERT_EQ(trained->size(), world->weights.size());
    size_t adapters = 0, changed = 0;
    for (const auto& [name, tensor] : *trained) {
        const bool isSame = tensor.equal(world->weights.at(name));
        if (isAdapters(name)) {
            ++adapters;
            changed += !isSame;
        } else {
            EXPECT_TRUE(isSame) << name;
        }
    }
    EXPECT_GT(changed, adapters / 2);
}

} // namespace
} // namespace likeness::training
