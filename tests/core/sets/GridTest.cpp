#include "core/sets/Grid.h"

#include "core/base/AtomicFile.h"
#include "core/generation/RequestJson.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace likeness::sets {
namespace {

namespace fs = std::filesystem;

GridPlan somePlan()
{
    GridPlan plan;
    plan.request.prompt = "its own";
    plan.people = {{{.photo = "ada.jpg"}}, {{.photo = "bob.jpg"}}};
    plan.prompts = {"sailor", "queen", "pilot"};
    plan.strengths = {0.5, 1};
    plan.seeds = {7, 8};
    return plan;
}

TEST(GridPlan, RunsThroughSeedsFastestAndPeopleLast)
{
    const GridPlan plan = somePlan();
    const auto cells = cellsOf(plan);
    ASSERT_EQ(cells.size(), 24u);
    EXPECT_EQ(columnsOf(plan), 4u);
    EXPECT_EQ(cells[0].folder, "0001");
    EXPECT_EQ(cells[23].folder, "0024");
    EXPECT_EQ(cells[1].request.seed, 8u);
    EXPECT_EQ(cells[1].request.strength, 0.5);
    EXPECT_EQ(cells[2].request.strength, 1);
    EXPECT_EQ(cells[3].request.prompt, "sailor");
    EXPECT_EQ(cells[4].request.prompt, "queen");
    EXPECT_EQ(cells[11].request.references.at(0).photo, "ada.jpg");
    EXPECT_EQ(cells[12].request.references.at(0).photo, "bob.jpg");
}

TEST(GridPlan, TakesTheRequestsOwnValueWhereNothingVaries)
{
    GridPlan plan;
    plan.request.prompt = "its own";
    plan.request.seed = 5;
    ASSERT_EQ(cellsOf(plan).size(), 1u);
    EXPECT_EQ(generation::toJson(cellsOf(plan)[0].request), generation::toJson(plan.request));
    EXPECT_EQ(columnsOf(plan), 1u);
}

TEST(Shard, EveryCellBelongsToExactlyOne)
{
    for (const size_t count : {1u, 2u, 3u, 7u})
        for (size_t cell = 0; cell < 20; ++cell) {
            size_t owners = 0;
            for (size_t index = 1; index <= count; ++index)
                owners += Shard{index, count}.has(cell);
            EXPECT_EQ(owners, 1u) << cell << " of " << count;
        }
}

TEST(Shard, SharesAreEvenToOneCell)
{
    for (size_t index = 1; index <= 3; ++index) {
        size_t mine = 0;
        for (size_t cell = 0; cell < 20; ++cell)
            mine += Shard{index, 3}.has(cell);
        EXPECT_THAT(mine, ::testing::AnyOf(6u, 7u));
    }
    EXPECT_TRUE((Shard{2, 3}.has(1)));
    EXPECT_TRUE((Shard{2, 3}.has(4)));
    EXPECT_TRUE(Shard{}.has(17)); // alone: all of them
}

class GridFolder : public ::testing::Test {
protected:
    GridFolder()
    {
        std::string pattern = (fs::temp_directory_path() / "likeness-grid-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    ~GridFolder() override
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }
    fs::path folder;
};

TEST_F(GridFolder, HoldsOneGrid)
{
    ASSERT_TRUE(beginGrid(somePlan(), folder));
    EXPECT_TRUE(beginGrid(somePlan(), folder)); // a second machine, or the same one later
    GridPlan other = somePlan();
    other.seeds.push_back(9);
    const auto refused = beginGrid(other, folder);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, base::ErrorCode::invalidInput);
    EXPECT_THAT(refused.error().message, ::testing::HasSubstr(folder.string()));
}

TEST_F(GridFolder, IsFinishedOnlyWhenEveryCellIsDone)
{
    GridPlan plan;
    plan.seeds = {1, 2};
    const auto cells = cellsOf(plan);
    fs::create_directories(folder / "0001");
    ASSERT_TRUE(base::writeFileAtomically(folder / "0001/manifest.json", std::string_view("{}")));
    EXPECT_TRUE(isDone(cells[0], folder));
    EXPECT_FALSE(isDone(cells[1], folder));
    const auto finished = finishGrid(plan, folder);
    ASSERT_TRUE(finished);
    EXPECT_FALSE(*finished);
    EXPECT_FALSE(fs::exists(folder / "sheet.png"));
}

TEST_F(GridFolder, ADamagedCellIsNamed)
{
    GridPlan plan;
    fs::create_directories(folder / "0001");
    ASSERT_TRUE(base::writeFileAtomically(folder / "0001/manifest.json", std::string_view("{}")));
    const auto finished = finishGrid(plan, folder);
    ASSERT_FALSE(finished);
    EXPECT_EQ(finished.error().code, base::ErrorCode::wrongFormat);
    EXPECT_THAT(finished.error().message, ::testing::HasSubstr("0001"));
}

} // namespace
} // namespace likeness::sets
