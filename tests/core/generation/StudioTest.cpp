// The whole way through the studio with the tiny reference models: threads, events, mistakes,
// determinism.
#include "core/generation/Studio.h"

#include "core/generation/RequestJson.h"
#include "core/images/Encode.h"
#include "tests/core/testing/Reference.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdlib>
#include <fstream>
#include <future>
#include <mutex>

namespace likeness::generation {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using ::testing::HasSubstr;
using testing::referenceFile;

fs::path resource(const std::string& name)
{
    return testing::testData("../../resources/" + name);
}

fs::path landmarksFile()
{
    return "/usr/share/dlib/shape_predictor_68_face_landmarks.dat";
}

StudioOptions tinyOptions()
{
    return {referenceFile("tiny-sdxl"), resource("styles/styles.json"),
            referenceFile("tiny-sdxl/tokenizer"), landmarksFile()};
}

// Keeps every event and lets a test wait for what it needs.
class Recorder {
public:
    JobEventSink sink()
    {
        return [this](const JobEvent& event) {
            const std::lock_guard lock(m_mutex);
            m_events.push_back(event);
            m_changed.notify_all();
        };
    }

    template <typename Event> static bool isA(const JobEvent& event)
    {
        return std::holds_alternative<Event>(event.event);
    }
    static bool isEnd(const JobEvent& event)
    {
        return isA<Finished>(event) || isA<Failed>(event) || isA<Cancelled>(event);
    }

    std::vector<JobEvent> of(JobId job) const
    {
        const std::lock_guard lock(m_mutex);
        std::vector<JobEvent> events;
        for (const JobEvent& event : m_events)
            if (event.job == job)
                events.push_back(event);
        return events;
    }

    // The job's end; waits for it.
    JobEvent end(JobId job)
    {
        return wait([&](const JobEvent& event) { return event.job == job && isEnd(event); });
    }
    void firstPreview(JobId job)
    {
        wait([&](const JobEvent& event) { return event.job == job && isA<StepPreview>(event); });
    }

private:
    JobEvent wait(const std::function<bool(const JobEvent&)>& wanted)
    {
        std::unique_lock lock(m_mutex);
        std::optional<JobEvent> found;
        m_changed.wait_for(lock, 300s, [&] {
            for (const JobEvent& event : m_events)
                if (wanted(event))
                    found = event;
            return found.has_value();
        });
        EXPECT_TRUE(found) << "waited in vain";
        return found.value_or(JobEvent{0, Cancelled{}});
    }

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<JobEvent> m_events;
};

class StudioTest : public ::testing::Test {
protected:
    // One studio for all tests: loading the models takes longer than painting with them.
    static void SetUpTestSuite()
    {
        if (!fs::exists(referenceFile("tiny-sdxl/text_encoder/model.safetensors")) ||
            !fs::exists(landmarksFile()))
            return;
        recorder = std::make_unique<Recorder>();
        studio = std::make_unique<Studio>(tinyOptions(), recorder->sink());
    }
    static void TearDownTestSuite()
    {
        studio.reset();
        recorder.reset();
    }
    void SetUp() override
    {
        if (!studio)
            GTEST_SKIP() << "needs the tiny reference models and dlib's landmarks";
        std::string pattern = (fs::temp_directory_path() / "likeness-studio-test-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
    }
    void TearDown() override
    {
        std::error_code ignored;
        fs::remove_all(folder, ignored);
    }

    static PortraitRequest request()
    {
        PortraitRequest request;
        request.prompt = "portrait of a {smiling|serious} woman";
        request.width = request.height = 64;
        request.steps = 3;
        request.guidance = 3;
        request.seed = 7;
        return request;
    }
    static PortraitRequest withReference()
    {
        PortraitRequest result = request();
        result.references = {{resource("samples/astronaut.jpg").string(), 0}};
        result.adapter = referenceFile("tiny-pulid_v1.1.safetensors").string();
        return result;
    }
    static std::shared_ptr<const PortraitResult> resultOf(const PortraitRequest& request)
    {
        const JobEvent end = recorder->end(studio->submit(request));
        if (const auto* failed = std::get_if<Failed>(&end.event))
            ADD_FAILURE() << failed->error.message << "\n" << failed->error.context;
        const auto* finished = std::get_if<Finished>(&end.event);
        return finished ? finished->result : std::make_shared<const PortraitResult>();
    }
    static base::Error failureOf(const PortraitRequest& request)
    {
        const JobEvent end = recorder->end(studio->submit(request));
        const auto* failed = std::get_if<Failed>(&end.event);
        EXPECT_TRUE(failed) << "should have failed";
        return failed ? failed->error : base::Error();
    }

    static std::unique_ptr<Recorder> recorder;
    static std::unique_ptr<Studio> studio;
    fs::path folder;
};

std::unique_ptr<Recorder> StudioTest::recorder;
std::unique_ptr<Studio> StudioTest::studio;

TEST_F(StudioTest, PairEndToEnd)
{
    PortraitRequest pair = withReference();
    pair.style = "watercolor";
    const JobId job = studio->submit(pair);
    const JobEvent end = recorder->end(job);
    ASSERT_TRUE(Recorder::isA<Finished>(end))
        << (Recorder::isA<Failed>(end) ? std::get<Failed>(end.event).error.message : "cancelled");

    std::vector<std::string> stages;
    int previews = 0;
    double done = 0;
    for (const JobEvent& event : recorder->of(job)) {
        if (const auto* stage = std::get_if<StageStarted>(&event.event)) {
            if (stages.empty() || stages.back() != stage->progress.stage)
                stages.push_back(stage->progress.stage);
            EXPECT_GE(stage->progress.done, done);
            done = stage->progress.done;
        }
        if (const auto* preview = std::get_if<StepPreview>(&event.event)) {
            EXPECT_EQ(preview->step, ++previews);
            EXPECT_EQ(preview->steps, 3);
            EXPECT_EQ(preview->off.width, 8);
            EXPECT_EQ(preview->on.height, 8);
            EXPECT_EQ(preview->remaining_seconds >= 0, previews < 3);
        }
    }
    EXPECT_EQ(previews, 3);
    EXPECT_EQ(stages, (std::vector<std::string>{"Loading the model", "Reading the face", "Painting",
                                                "Finishing"}));

    const PortraitResult& result = *std::get<Finished>(end.event).result;
    EXPECT_EQ(result.off.width, 64);
    EXPECT_EQ(result.on.height, 64);
    EXPECT_NE(result.off, result.on) << "the identity changes something";
    EXPECT_THAT(result.expandedPrompt,
                ::testing::ContainsRegex("watercolor.* portrait of a (smiling|serious) woman"));
    EXPECT_FALSE(result.expandedNegative.empty());
    EXPECT_EQ(result.request.sampler, "euler") << "filled in";
    EXPECT_EQ(result.request.model, "starter");
    EXPECT_THAT(result.notes, HasSubstr("GrabCut"));
    ASSERT_TRUE(result.scores.purity);
    EXPECT_LE(*result.scores.purity, 1.0001);
    EXPECT_GT(result.seconds, 0);
}

// Bit by bit: identity off in a pair, the base model alone, and identity on with strength 0.
TEST_F(StudioTest, IdentityOffIsTheBaseModel)
{
    PortraitRequest silent = withReference();
    silent.strength = 0;
    for (double guidance : {3.0, 1.0}) {
        PortraitRequest base = request(), pair = withReference(), single = withReference();
        silent.guidance = base.guidance = pair.guidance = single.guidance = guidance;
        single.kind = RequestKind::single;
        const auto alone = resultOf(base);
        EXPECT_TRUE(alone->on.isEmpty());
        const auto both = resultOf(pair);
        EXPECT_EQ(both->off, alone->off);
        const auto zero = resultOf(silent);
        EXPECT_EQ(zero->off, alone->off);
        EXPECT_EQ(zero->on, alone->off);
        const auto on = resultOf(single);
        EXPECT_TRUE(on->off.isEmpty());
        EXPECT_EQ(on->on, both->on) << "the pair's other half does not matter";
    }
}

TEST_F(StudioTest, SameRequestSameBytes)
{
    for (const char* sampler : {"dpmpp_2m", "euler_a"}) {
        PortraitRequest again = withReference();
        again.sampler = sampler;
        const auto first = resultOf(again);
        const auto second = resultOf(again);
        Recorder other;
        Studio fresh(tinyOptions(), other.sink());
        const JobEvent end = other.end(fresh.submit(again));
        ASSERT_TRUE(Recorder::isA<Finished>(end));
        const auto third = std::get<Finished>(end.event).result;
        EXPECT_EQ(first->on, second->on) << sampler;
        EXPECT_EQ(first->on, third->on) << sampler;
        EXPECT_EQ(first->off, third->off) << sampler;
        again.seed = 8;
        EXPECT_NE(resultOf(again)->off, first->off) << "another seed, another picture";
    }
}

// The same weights under the original names, in one file, with the vocabulary that comes with the
// program.
TEST_F(StudioTest, ASingleFilePaintsLikeItsFolder)
{
    PortraitRequest single = request();
    single.model = referenceFile("tiny-sdxl-single-file.safetensors").string();
    single.negativePrompt = "blurry";
    PortraitRequest folder = single;
    folder.model.clear();
    EXPECT_EQ(resultOf(single)->off, resultOf(folder)->off);
}

TEST_F(StudioTest, ALightningUnetTakesItsPlace)
{
    PortraitRequest lightning = request();
    lightning.lightning = referenceFile("tiny-lightning-unet.safetensors").string();
    lightning.steps = 0;
    lightning.guidance = -1;
    const auto result = resultOf(lightning);
    EXPECT_EQ(result->request.steps, 4);
    EXPECT_EQ(result->request.guidance, 1);
    PortraitRequest plain = result->request;
    plain.lightning.clear();
    EXPECT_NE(resultOf(plain)->off, result->off);
    lightning.lightning = referenceFile("tiny-vae-ldm.safetensors").string();
    EXPECT_THAT(failureOf(lightning).message, HasSubstr("neither a UNet nor a LoRA"));
}

// Half precision is coarser, not another picture.
TEST_F(StudioTest, OtherPrecisionsComeClose)
{
    const auto exact = resultOf(withReference());
    for (const Precision precision : {Precision::bf16, Precision::fp16}) {
        PortraitRequest coarse = withReference();
        coarse.precision = precision;
        const auto result = resultOf(coarse);
        ASSERT_EQ(result->on.rgb.size(), exact->on.rgb.size());
        double difference = 0;
        for (size_t i = 0; i < exact->on.rgb.size(); ++i)
            difference += std::abs(int(exact->on.rgb[i]) - int(result->on.rgb[i]));
        EXPECT_LT(difference / double(exact->on.rgb.size()), 4) << nameOf(precision);
    }
}

TEST_F(StudioTest, CancelStopsTheRunningJobAtOnce)
{
    PortraitRequest slow = request();
    slow.steps = 150;
    slow.width = slow.height = 256;
    const JobId job = studio->submit(slow);
    recorder->firstPreview(job);
    const auto asked = std::chrono::steady_clock::now();
    studio->cancel(job);
    EXPECT_TRUE(Recorder::isA<Cancelled>(recorder->end(job)));
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 3s);
    EXPECT_FALSE(resultOf(request())->off.isEmpty()) << "the next job is as good as ever";
}

TEST_F(StudioTest, CancelledWaitingJobsAreToldWhileAnotherRuns)
{
    PortraitRequest slow = request();
    slow.steps = 150;
    const JobId running = studio->submit(slow);
    const JobId waiting = studio->submit(request());
    recorder->firstPreview(running);
    studio->cancel(waiting);
    EXPECT_TRUE(Recorder::isA<Cancelled>(recorder->end(waiting)));
    for (const JobEvent& event : recorder->of(running))
        EXPECT_FALSE(Recorder::isEnd(event));
    studio->cancelAll();
    EXPECT_TRUE(Recorder::isA<Cancelled>(recorder->end(running)));
}

TEST_F(StudioTest, GoingAwayEndsEveryJobOnce)
{
    Recorder other;
    std::vector<JobId> jobs;
    std::promise<base::ErrorCode> photo;
    {
        Studio fresh(tinyOptions(), other.sink());
        PortraitRequest slow = request();
        slow.steps = 150;
        for (int i = 0; i < 4; ++i)
            jobs.push_back(fresh.submit(slow));
        fresh.readReference(folder / "none.jpg",
                            [&](const auto& seen) { photo.set_value(seen.error().code); });
    }
    for (JobId job : jobs) {
        const auto events = other.of(job);
        EXPECT_EQ(std::ranges::count_if(events, Recorder::isEnd), 1);
        EXPECT_TRUE(Recorder::isA<Cancelled>(events.back()));
    }
    EXPECT_EQ(photo.get_future().wait_for(0s), std::future_status::ready)
        << "every photo is answered";
}

TEST_F(StudioTest, MistakesAreOneSentence)
{
    const fs::path text = folder / "notes.jpg";
    std::ofstream(text) << "not a picture at all";
    const fs::path wall = folder / "wall.png";
    ASSERT_TRUE(images::writePng(wall, images::Image(64, 64)));
    fs::create_directory(folder / "empty");

    const auto with = [](PortraitRequest request, auto change) {
        change(request);
        return request;
    };
    const std::vector<std::pair<PortraitRequest, std::string>> cases{
        {with(request(), [](auto& r) { r.sampler = "magic"; }), "the samplers are euler, "},
        {with(request(), [](auto& r) { r.style = "cubism"; }),
         "There is no style 'cubism'; the styles are none, "},
        {with(request(), [](auto& r) { r.width = 100; }), "multiple of 8"},
        {with(request(), [](auto& r) { r.prompt.assign(10'000, 'x'); }), "prompt"},
        {with(request(), [](auto& r) { r.seed = ~std::uint64_t(0); }), "seed"},
        {with(request(), [](auto& r) { r.model = "/no/such/model"; }),
         "There is no model '/no/such/model'"},
        {with(request(), [&](auto& r) { r.model = (folder / "empty").string(); }), "empty"},
        {with(request(), [&](auto& r) { r.model = text.string(); }), "notes.jpg"},
        {with(request(), [&](auto& r) { r.lightning = text.string(); }), "notes.jpg"},
        {with(
             request(),
             [&](auto& r) { r.lightning = referenceFile("tiny-pulid_v1.1.safetensors").string(); }),
         "tiny-pulid_v1.1.safetensors"},
        {with(withReference(), [](auto& r) { r.adapter.clear(); }), "adapter"},
        {with(withReference(), [&](auto& r) { r.adapter = wall.string(); }), "wall.png"},
        {with(withReference(), [](auto& r) { r.references[0].photo = "/no/such/photo.jpg"; }),
         "/no/such/photo.jpg"},
        {with(withReference(), [&](auto& r) { r.references[0].photo = text.string(); }),
         "notes.jpg"},
        {with(withReference(), [&](auto& r) { r.references[0].photo = folder.string(); }),
         folder.filename().string()},
        {with(withReference(), [&](auto& r) { r.references[0].photo = wall.string(); }),
         "wall.png"},
        {with(withReference(), [](auto& r) { r.references[0].faceIndex = 5; }),
         "there is no face number 6"},
    };
    for (const auto& [mistake, expected] : cases) {
        const base::Error error = failureOf(mistake);
        EXPECT_THAT(error.message, HasSubstr(expected));
        EXPECT_EQ(base::exitCode(error), 2) << error.message;
        EXPECT_EQ(error.message.find('\n'), std::string::npos) << error.message;
    }
}

TEST_F(StudioTest, APreviewDecoderMakesLargerPreviews)
{
    PortraitRequest sharp = request();
    sharp.previewDecoder = testing::testData("diffusion/taesd-decoder.safetensors").string();
    const JobId job = studio->submit(sharp);
    EXPECT_TRUE(Recorder::isA<Finished>(recorder->end(job)));
    int previews = 0;
    for (const JobEvent& event : recorder->of(job))
        if (const auto* preview = std::get_if<StepPreview>(&event.event)) {
            ++previews;
            EXPECT_EQ(preview->off.width, 64);
        }
    EXPECT_EQ(previews, 3);
    sharp.previewDecoder = resource("samples/astronaut.jpg").string();
    EXPECT_THAT(failureOf(sharp).message, HasSubstr("astronaut.jpg"));
}

TEST_F(StudioTest, WarningsDoNotStopTheJob)
{
    PortraitRequest longPrompt = request();
    longPrompt.prompt.clear();
    while (longPrompt.prompt.size() < 7'900)
        longPrompt.prompt += "a, b, ";
    longPrompt.guidance = 1;
    longPrompt.negativePrompt = "blurry";
    const JobId job = studio->submit(longPrompt);
    EXPECT_TRUE(Recorder::isA<Finished>(recorder->end(job)));
    std::vector<std::string> warnings;
    for (const JobEvent& event : recorder->of(job))
        if (const auto* warning = std::get_if<Warning>(&event.event))
            warnings.push_back(warning->message);
    EXPECT_THAT(warnings, ::testing::ElementsAre(HasSubstr("prompt is too long"),
                                                 HasSubstr("negative prompt has no effect")));
}

TEST_F(StudioTest, AStylesOwnNegativePromptIsNoReasonForAWarning)
{
    PortraitRequest styled = request();
    styled.style = "comic";
    styled.guidance = 1;
    const JobId job = studio->submit(styled);
    EXPECT_TRUE(Recorder::isA<Finished>(recorder->end(job)));
    for (const JobEvent& event : recorder->of(job))
        EXPECT_FALSE(std::holds_alternative<Warning>(event.event));
}

TEST_F(StudioTest, PhotosAreReadWhileAPictureIsPainted)
{
    PortraitRequest slow = request();
    slow.steps = 150;
    slow.width = slow.height = 128;
    const JobId job = studio->submit(slow);
    recorder->firstPreview(job);
    std::promise<ReferenceSeen> seen;
    studio->readReference(resource("samples/astronaut.jpg"),
                          [&](const base::Result<ReferenceSeen>& result) {
                              EXPECT_TRUE(result) << result.error().message;
                              seen.set_value(result.value_or(ReferenceSeen{}));
                          });
    const ReferenceSeen photo = seen.get_future().get();
    ASSERT_EQ(photo.faces.size(), 1u);
    EXPECT_EQ(photo.faces[0].landmarks.size(), 68u);
    EXPECT_EQ(photo.crops.at(0).aligned512.width, 512);
    EXPECT_FALSE(photo.picture.isEmpty());
    studio->cancel(job);
    recorder->end(job);
}

TEST_F(StudioTest, AModelProposesItsSettings)
{
    const auto tiny = studio->defaultsFor("");
    ASSERT_TRUE(tiny);
    EXPECT_EQ(tiny->width, 128) << "unet/config.json's sample_size times 8";
    EXPECT_EQ(tiny->sampler, "euler");

    fs::create_directories(folder / "model");
    std::ofstream(folder / "model" / "likeness.json")
        << R"({"width": 256, "height": 320, "steps": 8, "guidance": 1.5, "sampler": "dpmpp_2m", "strength": 1.0})";
    const auto own = studio->defaultsFor((folder / "model").string());
    ASSERT_TRUE(own) << own.error().message;
    EXPECT_EQ(own->height, 320);
    EXPECT_EQ(own->steps, 8);
    EXPECT_EQ(own->guidance, 1.5);
    EXPECT_EQ(own->sampler, "dpmpp_2m");
    EXPECT_EQ(own->strength, 1.0);
    const auto fast = studio->defaultsFor((folder / "model").string(), "lora.safetensors");
    ASSERT_TRUE(fast);
    EXPECT_EQ(fast->steps, 4);
    EXPECT_EQ(fast->guidance, 1);
    EXPECT_EQ(fast->lightning, "lora.safetensors");

    std::ofstream(folder / "model" / "likeness.json") << R"({"steps": "many"})";
    const auto broken = studio->defaultsFor((folder / "model").string());
    ASSERT_FALSE(broken);
    EXPECT_THAT(broken.error().message, HasSubstr("steps"));
    EXPECT_FALSE(studio->defaultsFor("/no/such/model"));
}

} // namespace
} // namespace likeness::generation
