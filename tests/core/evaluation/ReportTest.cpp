// From measurements to figures, and how they are told.
#include "core/evaluation/EvaluationReport.h"
#include "core/evaluation/TestPrompts.h"
#include "core/portraits/Caption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <set>
#include <unistd.h>

namespace likeness::evaluation {
namespace {

using ::testing::HasSubstr;
using nlohmann::json;

TEST(Statistics, SpreadIsThatOfTheSeedsMeans)
{
    const Spread spread = overSeeds({{1, 3}, {4}, {0, 0, 0}}); // means 2, 4, 0
    EXPECT_DOUBLE_EQ(spread.mean, 2);
    EXPECT_DOUBLE_EQ(spread.deviation, 2);
    EXPECT_EQ(spread.seeds, 3);
}

TEST(Statistics, OfOneSeedHasNoSpreadAndOfNothingNothing)
{
    EXPECT_EQ(overSeeds({{1, 2, 3}}), (Spread{2, 0, 1}));
    EXPECT_EQ(overSeeds({{}, {5}}), (Spread{5, 0, 1})) << "a seed without measurements does not count";
    EXPECT_EQ(overSeeds({{}, {}}), Spread{});
    EXPECT_FALSE(mean({}));
}

TEST(Statistics, MedianIsInTheMiddle)
{
    EXPECT_FALSE(median({}));
    EXPECT_DOUBLE_EQ(*median({9, 1, 5}), 5);
    EXPECT_DOUBLE_EQ(*median({9, 1, 5, 6}), 5.5);
}

Measurement measured(const std::string& stage, int person, int prompt, int seed, double likeness)
{
    Measurement one{.stage = stage, .person = person, .prompt = prompt, .seed = seed, .likeness = likeness};
    one.text = 0.5;
    one.purity = 0.25;
    one.isTop = likeness > 0.4;
    one.scene = {{"background", true}, {"clothing", seed == 0}, {"style", true}};
    one.truthScene = {{"background", true}, {"clothing", true}, {"style", true}};
    one.facts = {{"glasses", true}, {"hair style", false}};
    one.factsOff = {{"glasses", false}, {"hair style", false}};
    one.truthFacts = {{"glasses", true}, {"hair style", person == 0}};
    one.skin = 3.0 + person;
    return one;
}

std::vector<Measurement> twoStages()
{
    std::vector<Measurement> all;
    for (const char* stage : {"stage1", "stage2"})
        for (int person = 0; person < 2; ++person)
            for (int prompt = 0; prompt < 2; ++prompt)
                for (int seed = 0; seed < 2; ++seed)
                    all.push_back(measured(stage, person, prompt, seed, (stage[5] == '2' ? 0.6 : 0.2) + 0.1 * seed));
    Measurement off{.prompt = 1, .seed = 0};
    off.scene = {{"background", false}, {"clothing", true}, {"style", true}};
    all.push_back(off);
    return all;
}

EvaluationReport report()
{
    EvaluationReport report{.persons = 2, .prompts = 2, .seeds = 2, .among = 2};
    report.likenessBy = "judge A";
    report.textBy = report.purityBy = "judge B";
    report.settings = R"({"steps": 4})";
    for (const char* stage : {"stage1", "stage2"})
        report.stages.push_back(stageReport(stage, twoStages(), {"clothing", "style"}, 2));
    return report;
}

TEST(StageReport, CountsItsOwnPicturesOnly)
{
    const StageReport stage = stageReport("stage2", twoStages(), {"clothing", "style"}, 2);
    EXPECT_EQ(stage.pictures, 8);
    EXPECT_NEAR(stage.figures.likeness.mean, 0.65, 1e-12);
    EXPECT_NEAR(stage.figures.likeness.deviation, 0.1 / std::sqrt(2.0), 1e-12);
    ASSERT_EQ(stage.byPromptClass.size(), 2u);
    EXPECT_EQ(stage.byPromptClass[0].first, "clothing");
    EXPECT_DOUBLE_EQ(*stage.promptFacts.at("clothing").on, 0.5);
    EXPECT_DOUBLE_EQ(*stage.promptFollowing.on, 2.5 / 3);
    EXPECT_DOUBLE_EQ(*stage.promptFollowing.off, 2.0 / 3);
    EXPECT_DOUBLE_EQ(*stage.top, 1);
    EXPECT_DOUBLE_EQ(*stage.skin, 3.5);
}

TEST(StageReport, AFactThatNobodyCanSeeDoesNotCount)
{
    const StageReport stage = stageReport("stage2", twoStages(), {"clothing", "style"}, 2);
    EXPECT_EQ(stage.identityFacts.at("glasses").pictures, 8);
    EXPECT_EQ(stage.identityFacts.at("hair style").pictures, 4) << "the second person's is not seen in true renders";
    EXPECT_DOUBLE_EQ(*stage.identityFacts.at("hair style").truth, 0.5);
    EXPECT_DOUBLE_EQ(*stage.identityFacts.at("glasses").off, 0);
}

TEST(EvaluationReport, JsonHasThePromisedForm)
{
    const json object = json::parse(report().json());
    for (const json& figures : {object, object["stages"]["stage1"], object["stages"]["stage2"],
                                object["by_prompt_class"]["clothing"]})
        for (const char* name : {"likeness", "text", "purity"}) {
            ASSERT_EQ(figures[name].size(), 3u) << name;
            EXPECT_TRUE(figures[name]["mean"].is_number());
            EXPECT_TRUE(figures[name]["std"].is_number());
            EXPECT_EQ(figures[name]["seeds"], 2);
        }
    EXPECT_NEAR(object["prompt_following"]["id_on"].get<double>(), 0.833333, 1e-9);
    EXPECT_NEAR(object["prompt_following"]["id_off"].get<double>(), 0.666667, 1e-9);
    EXPECT_EQ(object["identity"]["glasses"], 1.0);
    EXPECT_EQ(object["identity"]["top_1"], 1.0);
    EXPECT_EQ(object["encoders"]["likeness"], "judge A");
    EXPECT_EQ(object["settings"]["steps"], 4);
}

TEST(EvaluationReport, WhatWasNotMeasuredIsNull)
{
    EvaluationReport empty{.persons = 1, .prompts = 1, .seeds = 1};
    empty.settings = "{}";
    empty.stages.push_back(stageReport("", {}, {"prompts"}, 1));
    const json object = json::parse(empty.json());
    EXPECT_TRUE(object["likeness"]["mean"].is_null());
    EXPECT_EQ(object["likeness"]["seeds"], 0);
    EXPECT_TRUE(object["prompt_following"]["id_on"].is_null());
    EXPECT_FALSE(object.contains("stages"));
}

TEST(EvaluationReport, TablesAndChartsShowTheStages)
{
    const std::string tables = report().markdown();
    EXPECT_THAT(tables, HasSubstr("| stage1 | 0.250 ± 0.071 |"));
    EXPECT_THAT(tables, HasSubstr("| stage2 | 0.650 ± 0.071 |"));
    EXPECT_THAT(tables, HasSubstr("judge B"));
    const auto charts = report().charts();
    ASSERT_EQ(charts.size(), 4u);
    for (const auto& [name, chart] : charts) {
        EXPECT_EQ(chart.height, 480) << name;
        EXPECT_GT(chart.width, 200) << name;
        EXPECT_NE(*std::ranges::min_element(chart.rgb), 255) << name << " is not white";
    }
}

class Log : public ::testing::Test {
protected:
    void TearDown() override { std::filesystem::remove(file); }
    const std::filesystem::path file =
        std::filesystem::temp_directory_path() / ("likeness-log-" + std::to_string(::getpid()) + ".jsonl");
};

TEST_F(Log, GivesBackWhatWasMeasured)
{
    const Measurement one = measured("stage1", 3, 1, 2, 0.7);
    Measurement faceless = measured("stage1", 3, 1, 3, 0);
    faceless.likeness.reset();
    {
        auto log = MeasurementLog::open(file, "plan");
        ASSERT_TRUE(log);
        ASSERT_TRUE(log->add(one) && log->add(faceless));
    }
    const auto again = MeasurementLog::open(file, "plan");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->all(), (std::vector{one, faceless}));
    EXPECT_TRUE(again->has(one.place()));
    EXPECT_FALSE(again->has({"stage1", 3, 1, 4}));
}

TEST_F(Log, MeasuresACutOffLineAgain)
{
    {
        auto log = MeasurementLog::open(file, "plan");
        ASSERT_TRUE(log && log->add(measured("", 0, 0, 0, 0.5)) && log->add(measured("", 1, 0, 0, 0.5)));
    }
    std::filesystem::resize_file(file, std::filesystem::file_size(file) - 20);
    auto log = MeasurementLog::open(file, "plan");
    ASSERT_TRUE(log);
    EXPECT_EQ(log->all().size(), 1u);
    ASSERT_TRUE(log->add(measured("", 1, 0, 0, 0.5)));
    EXPECT_EQ(MeasurementLog::open(file, "plan")->all().size(), 2u);
}

TEST_F(Log, OfAnotherPlanIsRefusedAndKept)
{
    ASSERT_TRUE(MeasurementLog::open(file, "plan"));
    const auto other = MeasurementLog::open(file, "another");
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().code, base::ErrorCode::invalidInput);
    EXPECT_TRUE(MeasurementLog::open(file, "plan"));
}

TEST(TestPrompts, AreDifferentAndOfAllClassesInTurn)
{
    const auto prompts = worldPrompts(14);
    ASSERT_EQ(prompts.size(), 14u);
    std::set<std::string> classes, texts;
    for (const TestPrompt& prompt : prompts) {
        classes.insert(prompt.promptClass);
        texts.insert(prompt.text);
        ASSERT_TRUE(prompt.scene);
        if (prompt.promptClass == "style") {
            EXPECT_THAT(prompt.text, HasSubstr(portraits::word(prompt.scene->style)));
        }
    }
    EXPECT_EQ(classes.size(), worldPromptClasses().size());
    EXPECT_EQ(texts.size(), 14u);
    EXPECT_EQ(prompts.front().text, worldPrompts(1).front().text) << "more prompts change nothing about the first";
}

TEST(TestPrompts, ComeFromAFileByClass)
{
    const auto file = std::filesystem::temp_directory_path() / ("likeness-prompts-" + std::to_string(::getpid()));
    std::ofstream(file) << "# mine\na queen\n\n[style]\r\nan oil painting\r\n";
    const auto prompts = promptsOf(file);
    ASSERT_TRUE(prompts);
    ASSERT_EQ(prompts->size(), 2u);
    EXPECT_EQ((*prompts)[0].promptClass, "prompts");
    EXPECT_EQ((*prompts)[1].promptClass, "style");
    EXPECT_EQ((*prompts)[1].text, "an oil painting");
    std::ofstream(file) << "[style]\n# nothing\n";
    EXPECT_FALSE(promptsOf(file));
    std::filesystem::remove(file);
    EXPECT_FALSE(promptsOf(file));
}

} // namespace
} // namespace likeness::evaluation
