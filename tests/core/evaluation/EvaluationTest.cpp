// The protocol with a painter that can be asked: what is painted, from which noise, how often.
#include "core/evaluation/Evaluation.h"

#include "core/images/Decode.h"
#include "core/portraits/Renderer.h"
#include "core/training/JudgeFile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <unistd.h>

namespace likeness::evaluation {
namespace {

namespace fs = std::filesystem;
using generation::PortraitRequest;
using generation::PortraitResult;

const fs::path landmarks = "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";

class Protocol : public ::testing::Test {
protected:
    static void SetUpTestSuite()
    {
        folder = fs::temp_directory_path() / ("likeness-protocol-" + std::to_string(::getpid()));
        fs::remove_all(folder);
        const auto set = training::openJudgeSet(folder / "set", {.persons = 8, .heldOut = 20, .workers = 2}, {}, {}).value();
        const training::JudgeTraining training{.loop = {.name = "a", .folder = folder, .steps = 1}, .batch = 8};
        ASSERT_TRUE(writeSceneJudge(folder / training::sceneJudgeFile, trainSceneJudge(set, training, {}).value()));
        auto other = training;
        other.loop.name = "b";
        ASSERT_TRUE(writeLikenessJudge(folder / training::likenessJudgeFile, trainLikenessJudge(set, other, {}).value()));
    }
    static void TearDownTestSuite() { fs::remove_all(folder); }
    void SetUp() override
    {
        if (!fs::exists(landmarks))
            GTEST_SKIP() << "needs dlib's " << landmarks.filename();
        plan.persons = 2;
        plan.prompts = 3;
        plan.seeds = 2;
        plan.request.seed = 100;
        plan.judges = folder;
        plan.landmarks = landmarks;
    }

    // Gives the reference back for the picture with identity: as like as can be, and nothing of the prompt.
    Paint copying()
    {
        return [this](const PortraitRequest& request, const std::string&) {
            asked.push_back(request);
            auto result = std::make_shared<PortraitResult>();
            result->request = request;
            if (request.references.empty())
                result->off = portraits::render(portraits::randomPerson(5), {}).picture;
            else
                result->on = images::decodeFile(request.references.front().photo).value();
            return base::Result<std::shared_ptr<const PortraitResult>>(result);
        };
    }

    static inline fs::path folder;
    EvaluationPlan plan;
    std::vector<PortraitRequest> asked;
};

TEST_F(Protocol, PaintsTwinsFromTheSameNoiseOnceAndEveryPersonWithIdentity)
{
    plan.stages = {{"stage1", "one.safetensors"}, {"stage2", "two.safetensors"}};
    const auto report = evaluate(plan, copying(), {}, {});
    ASSERT_TRUE(report) << report.error().message;
    std::set<std::pair<std::string, std::uint64_t>> twins;
    std::set<std::string> photos;
    int on = 0;
    for (const PortraitRequest& request : asked) {
        EXPECT_TRUE(request.seed == 100 || request.seed == 101);
        if (request.references.empty()) {
            EXPECT_TRUE(twins.emplace(request.prompt, request.seed).second) << "the same twin twice";
            continue;
        }
        ++on;
        EXPECT_TRUE(twins.contains({request.prompt, request.seed})) << "no twin from the same noise";
        EXPECT_FALSE(request.adapter.empty());
        photos.insert(request.references.front().photo);
    }
    EXPECT_EQ(twins.size(), 6u);
    EXPECT_EQ(on, 2 * 2 * 3 * 2);
    EXPECT_EQ(photos.size(), 2u);
    for (const std::string& photo : photos)
        EXPECT_FALSE(fs::exists(photo)) << "temporary";
    ASSERT_EQ(report->stages.size(), 2u);
    EXPECT_GT(report->stages[0].figures.likeness.mean, 0.8) << "the very photo";
    EXPECT_EQ(report->stages[0].figures.likeness.seeds, 2);
    EXPECT_NEAR(report->stages[0].figures.likeness.deviation, 0, 1e-9);
    EXPECT_DOUBLE_EQ(*report->stages[1].top, 1);
    EXPECT_EQ(report->samples.size(), size_t(3 * 4));
}

TEST_F(Protocol, GoesOnWhereItWasStopped)
{
    plan.folder = folder / "resumed";
    std::stop_source stop;
    const Paint paint = copying();
    const Paint stopping = [&](const PortraitRequest& request, const std::string& title) {
        if (asked.size() == 7)
            stop.request_stop();
        return paint(request, title);
    };
    const auto stopped = evaluate(plan, stopping, {}, stop.get_token());
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().code, base::ErrorCode::cancelled);

    const auto on = [&] { return std::ranges::count_if(asked, [](const auto& r) { return !r.references.empty(); }); };
    const auto before = on();
    ASSERT_TRUE(evaluate(plan, paint, {}, {}));
    EXPECT_LE(on(), 2 * 3 * 2 + 1) << "at most the one that was under way is painted again";
    EXPECT_GT(on(), before);
    asked.clear();
    const auto again = evaluate(plan, paint, {}, {});
    ASSERT_TRUE(again);
    EXPECT_TRUE(asked.empty()) << "nothing is left to paint";
    EXPECT_GT(again->stages.front().figures.likeness.mean, 0.8);

    plan.seeds = 3;
    const auto other = evaluate(plan, paint, {}, {});
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, base::ErrorCode::invalidInput);
}

TEST_F(Protocol, MissingJudgesAreSaid)
{
    plan.judges = folder / "none";
    const auto report = evaluate(plan, copying(), {}, {});
    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, ::testing::HasSubstr("scene.safetensors"));
}

} // namespace
} // namespace likeness::evaluation
