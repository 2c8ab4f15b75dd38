// A log that grows, is cut, is repeated from a checkpoint, or is not a log at all.
#include "core/training/TrainingLog.h"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

namespace likeness::training {
namespace {

namespace fs = std::filesystem;

class TrainingLogTest : public testing::Test {
protected:
    void SetUp() override
    {
        m_folder = fs::path(testing::TempDir()) /
                   ("log-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
        fs::remove_all(m_folder);
        fs::create_directories(m_folder);
    }
    void TearDown() override { fs::remove_all(m_folder); }

    void append(const std::string& text) const
    {
        std::ofstream(logFile(m_folder, "vae"), std::ios::app | std::ios::binary) << text;
    }
    static std::string line(int64_t step, double loss)
    {
        return R"({"step":)" + std::to_string(step) + R"(,"loss":)" + std::to_string(loss) +
               R"(,"gradient_norm":2.5,"learning_rate":0.001,"seconds":4.5})" + "\n";
    }
    static std::vector<int64_t> steps(const TrainingLog& log)
    {
        std::vector<int64_t> result;
        for (const LogPoint& point : log.points())
            result.push_back(point.step);
        return result;
    }

    fs::path m_folder;
};

TEST_F(TrainingLogTest, FollowsWhatIsAdded)
{
    TrainingLog log(logFile(m_folder, "vae"));
    EXPECT_FALSE(log.follow()); // not there yet
    append(line(10, 1.5));
    EXPECT_TRUE(log.follow());
    EXPECT_EQ(log.points(), (std::vector<LogPoint>{{10, 1.5, 2.5, 0.001, 4.5}}));
    EXPECT_FALSE(log.follow());
    const std::string next = line(20, 1.25);
    append(next.substr(0, 17)); // caught in the middle of writing
    EXPECT_FALSE(log.follow());
    append(next.substr(17));
    EXPECT_TRUE(log.follow());
    EXPECT_EQ(steps(log), (std::vector<int64_t>{10, 20}));
    EXPECT_EQ(log.points()[1].loss, 1.25);
}

TEST_F(TrainingLogTest, RepeatedStepsReplaceWhatTheyRepeat)
{
    TrainingLog log(logFile(m_folder, "vae"));
    for (const int64_t step : {10, 20, 30, 40})
        append(line(step, 1));
    append(line(25, 7)); // killed after 40, continued from a checkpoint at 15
    append(line(35, 8));
    log.follow();
    EXPECT_EQ(steps(log), (std::vector<int64_t>{10, 20, 25, 35}));
}

TEST_F(TrainingLogTest, ReadsAShortenedFileAnew)
{
    TrainingLog log(logFile(m_folder, "vae"));
    append(line(10, 1) + line(20, 2));
    log.follow();
    fs::remove(log.file());
    EXPECT_TRUE(log.follow());
    EXPECT_TRUE(log.points().empty());
    append(line(10, 3));
    EXPECT_TRUE(log.follow());
    EXPECT_EQ(log.points().at(0).loss, 3);
}

TEST_F(TrainingLogTest, PassesOverWhatIsNoLine)
{
    TrainingLog log(logFile(m_folder, "vae"));
    append("\n{}\nnull\n[1,2]\n{\"step\":\"10\",\"loss\":1}\n{\"step\":10}\n{\"step\":10,\"loss\":\"low\"}\n"
           "{\"step\":1e300,\"loss\":1}\n{\"step\":-5,\"loss\":1}\n{\"step\":0,\"loss\":1}\n"
           "{\"step\":18446744073709551615,\"loss\":1}\n{\"step\":10,\"loss\":1e999}\n{\"step\":10,\"loss\":null}\n");
    append(std::string("\xff\xfe\0{\"step\"", 10) + "\n");
    append(std::string(100'000, '[') + "\n");               // deep
    append("{\"step\":3,\"loss\":1,\"x\":\"" + std::string(1 << 20, 'x') + "\"}\n"); // long
    append("{\"step\":4,\"loss\":2,\"learning_rate\":\"fast\",\"seconds\":null}\r\n");
    EXPECT_TRUE(log.follow());
    EXPECT_EQ(log.points(), (std::vector<LogPoint>{{4, 2, 0, 0, 0}}));
}

TEST_F(TrainingLogTest, AnyBytesAreHarmless)
{
    std::mt19937 random(7);
    const std::string good = line(10, 1.5);
    for (int round = 0; round < 300; ++round) {
        std::string text = good + line(20, 1);
        for (int i = 0; i < 4; ++i)
            text[random() % text.size()] = static_cast<char>(random());
        fs::remove(logFile(m_folder, "vae"));
        append(text);
        TrainingLog log(logFile(m_folder, "vae"));
        log.follow();
        EXPECT_LE(log.points().size(), 6u);
        for (const LogPoint& point : log.points())
            EXPECT_TRUE(point.step >= 1 && std::isfinite(point.loss));
    }
}

TEST_F(TrainingLogTest, VeryLongTrainingsAreThinned)
{
    TrainingLog log(logFile(m_folder, "vae"));
    std::string text;
    const int64_t lines = static_cast<int64_t>(TrainingLog::mostPoints) * 2 + 100;
    for (int64_t i = 1; i <= lines; ++i)
        text += "{\"step\":" + std::to_string(10 * i) + ",\"loss\":1}\n";
    append(text);
    EXPECT_TRUE(log.follow());
    EXPECT_LT(log.points().size(), TrainingLog::mostPoints);
    EXPECT_GT(log.points().size(), TrainingLog::mostPoints / 4);
    EXPECT_EQ(log.points().front().step, 10);
    EXPECT_GT(log.points().back().step, 10 * lines - 100);
}

TEST_F(TrainingLogTest, SmoothingFollowsTheMeanFromTheFirstPointOn)
{
    std::vector<LogPoint> points;
    for (int64_t i = 1; i <= 400; ++i)
        points.push_back({i, i % 2 == 0 ? 3.0 : 1.0});
    const auto smooth = smoothedLoss(points, 20);
    ASSERT_EQ(smooth.size(), points.size());
    EXPECT_EQ(smooth[0], 1); // no pull towards 0
    EXPECT_NEAR(smooth.back(), 2, 0.06);
    EXPECT_EQ(smoothedLoss(points, 0)[3], 3);
}

TEST_F(TrainingLogTest, NamesLogsAndSamplesByAge)
{
    EXPECT_TRUE(logNames(m_folder / "nowhere").empty());
    EXPECT_FALSE(newestSamples(m_folder));
    const auto now = fs::file_time_type::clock::now();
    const auto write = [&](const std::string& name, int age_s) {
        fs::create_directories((m_folder / name).parent_path());
        std::ofstream(m_folder / name) << "x";
        fs::last_write_time(m_folder / name, now - std::chrono::seconds(age_s));
    };
    write("vae.log.jsonl", 30);
    write("stage1.log.jsonl", 10);
    write("other.txt", 0);
    write(".log.jsonl", 0);
    fs::create_directories(m_folder / "folder.log.jsonl");
    EXPECT_EQ(logNames(m_folder), (std::vector<std::string>{"stage1", "vae"}));
    write("samples/500.png", 20);
    write("samples/1000.png", 10);
    write("samples/notes.txt", 1);
    EXPECT_EQ(newestSamples(m_folder), m_folder / "samples/1000.png");
    write("samples.png", 5);
    EXPECT_EQ(newestSamples(m_folder), m_folder / "samples.png");
}

} // namespace
} // namespace likeness::training
