#include "core/generation/Alternatives.h"
#include "core/generation/RequestCheck.h"
#include "core/generation/RequestJson.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

namespace likeness::generation {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> samplers{"euler", "dpmpp_2m"};

Styles someStyles()
{
    return *Styles::parse(
        R"([{"name": "ink", "label": "Ink", "prompt": "ink drawing of {prompt}, bold",
                              "negative": "photo"}, {"name": "dusk", "prompt": "at dusk"}])",
        "styles.json");
}

std::string complaint(const PortraitRequest& request)
{
    const auto checked = checkRequest(request, someStyles(), samplers);
    return checked ? "" : checked.error().message;
}

PortraitRequest everyFieldSet()
{
    PortraitRequest request;
    request.kind = RequestKind::single;
    request.references = {{"a \"quoted\" name.jpg", 2}, {"ü.png", 0}};
    request.prompt = "woman, {red|blue} hat\n\t\x01 €";
    request.negativePrompt = "blurry";
    request.style = "ink";
    request.width = 832;
    request.height = 1216;
    request.steps = 4;
    request.guidance = 1.2;
    request.seed = 12345678901;
    request.strength = 0.1 + 0.2; // not representable in few digits
    request.sampler = "dpmpp_2m";
    request.precision = Precision::bf16;
    request.model = "/models/sdxl";
    request.lightning = "l.safetensors";
    request.adapter = "pulid.bin";
    request.loras = {{"ink.safetensors", 0.7}, {"grain \"fine\".safetensors", -1}};
    request.previewDecoder = "taesdxl.safetensors";
    request.references[1].person = 1;
    request.identity = {"style", 12, "v2", 0.1, 0.9, {1, 0.5, 0, 2, 1.25}, 0.3, true, true};
    return request;
}

TEST(RequestJson, RoundTripKeepsEveryField)
{
    const PortraitRequest request = everyFieldSet();
    const std::string json = toJson(request);
    const auto read = requestFromJson(json);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(toJson(*read), json);
    EXPECT_EQ(read->prompt, request.prompt);
    EXPECT_EQ(read->references.at(0).photo, request.references[0].photo);
    EXPECT_EQ(read->references.at(0).faceIndex, 2);
    EXPECT_EQ(read->strength, request.strength) << "every bit";
    EXPECT_EQ(read->seed, request.seed);
    EXPECT_EQ(read->precision, Precision::bf16);
    EXPECT_EQ(read->kind, RequestKind::single);
    EXPECT_EQ(read->loras, request.loras);
    EXPECT_EQ(read->previewDecoder, request.previewDecoder);
    EXPECT_EQ(read->identity, request.identity);
    EXPECT_EQ(read->references.at(1).person, 1);
}

TEST(RequestJson, AbsentAndForeignFieldsAreFine)
{
    const auto read = requestFromJson(
        R"({"prompt": "cat", "expanded_prompt": "x", "future": [1], "model": null})");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->prompt, "cat");
    EXPECT_EQ(read->strength, PortraitRequest().strength);
}

TEST(RequestJson, SurvivesTextThatIsNotUtf8)
{
    PortraitRequest request;
    request.model = "caf\xe9";
    EXPECT_TRUE(requestFromJson(toJson(request)));
}

TEST(RequestJson, WrongFieldsAreNamed)
{
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "JSON object"},
        {"[1]", "JSON object"},
        {"{\"seed\": ", "JSON object"},
        {std::string(100'000, '['), "JSON object"},
        {R"({"seed": -1})", "'seed'"},
        {R"({"seed": 1.5})", "'seed'"},
        {R"({"seed": "7"})", "'seed'"},
        {R"({"seed": 18446744073709551616})", "'seed'"},
        {R"({"width": 1e9})", "'width'"},
        {R"({"width": 4294967296})", "'width'"},
        {R"({"height": -9223372036854775808})", "'height'"},
        {R"({"steps": [4]})", "'steps'"},
        {R"({"identity": [1]})", "'identity'"},
        {R"({"identity": {"num_zero": "many"}})", "'identity.num_zero'"},
        {R"({"identity": {"block_strengths": [1, "x"]}})", "'identity.block_strengths'"},
        {R"({"identity": {"join_tokens": 1}})", "'identity.join_tokens'"},
        {R"({"references": [{"photo": "a.jpg", "person": "b"}]})", "'references[0].person'"},
        {R"({"guidance": "high"})", "'guidance'"},
        {R"({"prompt": 7})", "'prompt'"},
        {R"({"kind": "triple"})", "'kind'"},
        {R"({"precision": "int4"})", "'precision'"},
        {R"({"references": "a.jpg"})", "'references'"},
        {R"({"loras": "a.safetensors"})", "'loras'"},
        {R"({"loras": ["a.safetensors"]})", "'loras[0]'"},
        {R"({"loras": [{"file": "a", "strength": "high"}]})", "'loras[0].strength'"},
        {R"({"references": ["a.jpg"]})", "'references[0]'"},
        {R"({"references": [{"photo": "a"}, {"photo": 1}]})", "'references[1].photo'"},
        {R"({"references": [{"photo": "a", "face_index": 99999999999}]})", "face_index'"},
    };
    for (const auto& [json, expected] : cases) {
        const auto read = requestFromJson(json);
        ASSERT_FALSE(read) << json;
        EXPECT_EQ(read.error().code, base::ErrorCode::invalidInput);
        EXPECT_THAT(read.error().message, HasSubstr(expected)) << json;
        EXPECT_LT(read.error().message.size(), 200u);
    }
}

TEST(RequestCheck, AcceptsDefaultsAndLimits)
{
    PortraitRequest request;
    EXPECT_EQ(complaint(request), "");
    request.width = 64;
    request.height = 4096;
    request.steps = 150;
    request.guidance = 30;
    request.strength = 5;
    request.seed = RequestLimits::largestSeed;
    request.sampler = "dpmpp_2m";
    request.style = "ink";
    request.prompt = std::string(RequestLimits::longestPrompt_bytes, 'x');
    request.references.assign(4, {"a.jpg", 0});
    EXPECT_EQ(complaint(request), "");
}

TEST(RequestCheck, EachMistakeIsOneSentence)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto with = [](auto change) {
        PortraitRequest request;
        change(request);
        return complaint(request);
    };
    EXPECT_EQ(with([](auto& r) { r.width = 1001; }),
              "The width must be a multiple of 8 from 64 to 4096 pixels, not 1001.");
    EXPECT_THAT(with([](auto& r) { r.height = -8; }), HasSubstr("height"));
    EXPECT_THAT(with([](auto& r) { r.prompt = std::string(10'000, 'x'); }), HasSubstr("prompt"));
    EXPECT_THAT(with([](auto& r) { r.height = 8192; }), HasSubstr("not 8192"));
    EXPECT_EQ(with([](auto& r) { r.steps = 151; }),
              "The number of steps must be from 1 to 150, not 151.");
    EXPECT_EQ(with([](auto& r) { r.guidance = 30.5; }),
              "The guidance must be from 0 to 30, not 30.5.");
    EXPECT_THAT(with([&](auto& r) { r.guidance = nan; }), HasSubstr("guidance"));
    EXPECT_THAT(with([](auto& r) { r.strength = -0.1; }), HasSubstr("strength"));
    EXPECT_THAT(with([&](auto& r) { r.strength = nan; }), HasSubstr("strength"));
    EXPECT_THAT(with([](auto& r) { r.seed = ~std::uint64_t(0); }), HasSubstr("seed"));
    EXPECT_THAT(with([](auto& r) {
                    r.references.assign(5, {"a.jpg", 0});
                }),
                HasSubstr("At most 4"));
    EXPECT_THAT(with([](auto& r) { r.references = {{"", 0}}; }), HasSubstr("file name"));
    EXPECT_THAT(with([](auto& r) { r.references = {{"a.jpg", -1}}; }), HasSubstr("a.jpg"));
    EXPECT_EQ(with([](auto& r) { r.sampler = "magic"; }),
              "There is no sampler 'magic'; the samplers are euler, dpmpp_2m.");
    EXPECT_THAT(with([](auto& r) { r.loras = {{"ink.safetensors", 10.5}}; }),
                HasSubstr("'ink.safetensors' must be from -10 to 10, not 10.5"));
    EXPECT_THAT(with([](auto& r) { r.loras = {{"a", std::nan("")}}; }), HasSubstr("-10 to 10"));
    EXPECT_THAT(with([](auto& r) { r.loras = {{"", 1}}; }), HasSubstr("no file name"));
    EXPECT_THAT(with([](auto& r) { r.loras.resize(17, {"a", 1}); }), HasSubstr("At most 16 LoRAs"));
    EXPECT_EQ(with([](auto& r) { r.style = "oil"; }),
              "There is no style 'oil'; the styles are none, ink, dusk.");
    EXPECT_THAT(with([](auto& r) { r.prompt = "caf\xe9 au lait"; }), HasSubstr("UTF-8"));
    EXPECT_THAT(with([](auto& r) { r.prompt.assign(100'001, 'x'); }), HasSubstr("more than 8000"));
}

TEST(RequestCheck, EachMistakeInTheIdentityIsOneSentence)
{
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const auto with = [](auto change) {
        PortraitRequest request;
        request.references = {{"ada.jpg"}, {"bo.jpg", 0, 1}};
        change(request);
        return complaint(request);
    };
    EXPECT_EQ(with([](auto& r) { r.identity = {"style", 80, "none", 0, 1, {0, 5}, 1, true, true}; }),
              "");
    EXPECT_EQ(with([](auto& r) { r.identity.preset = "strong"; }),
              "There is no identity preset 'strong'; the presets are fidelity, style and neutral.");
    EXPECT_THAT(with([](auto& r) { r.identity.zeroTokens = 81; }), HasSubstr("0 to 80, not 81"));
    EXPECT_THAT(with([](auto& r) { r.identity.zeroTokens = -1; }), HasSubstr("zero tokens"));
    EXPECT_THAT(with([](auto& r) { r.identity.ortho = "v3"; }), HasSubstr("ortho"));
    for (const auto& [start, end] :
         {std::pair(0.5, 0.5), {0.6, 0.5}, {-0.1, 1.0}, {0.0, 1.1}, {nan, 1.0}, {0.0, nan}})
        EXPECT_THAT(with([&](auto& r) {
                        r.identity.start = start;
                        r.identity.end = end;
                    }),
                    HasSubstr("start and end between 0 and 1"));
    EXPECT_THAT(with([](auto& r) { r.identity.blockStrengths = {1, -1}; }), HasSubstr("not -1"));
    EXPECT_THAT(with([&](auto& r) { r.identity.mix = nan; }), HasSubstr("second person"));
    EXPECT_THAT(with([&](auto& r) { r.identity.mix = 1.5; }), HasSubstr("not 1.5"));
    EXPECT_THAT(with([](auto& r) { r.references[1].person = 2; }), HasSubstr("'bo.jpg'"));
    EXPECT_THAT(with([](auto& r) { r.references[0].person = 1; }), HasSubstr("the first has none"));
    EXPECT_THAT(with([](auto& r) {
                    r.references.pop_back();
                    r.identity.mix = 0.5;
                }),
                HasSubstr("at least one photo of the second"));
    EXPECT_EQ(with([](auto& r) { r.references.insert(r.references.begin(), 3, {"ada.jpg"}); }), "")
        << "four photos of one, one of the other";
}

TEST(Styles, WrapThePrompt)
{
    const Styles styles = someStyles();
    const auto ink = styles.apply("ink", "a {prompt}", "blurry");
    ASSERT_TRUE(ink);
    EXPECT_EQ(ink->prompt, "ink drawing of a {prompt}, bold") << "filled once";
    EXPECT_EQ(ink->negative, "blurry, photo");
    EXPECT_EQ(styles.apply("dusk", "a man", "")->prompt, "a man, at dusk");
    EXPECT_EQ(styles.apply("none", "a man", "x")->negative, "x");
}

TEST(Styles, BrokenFilesAreNamed)
{
    for (const char* json :
         {"", "{}", "[1]", R"([{"name": ""}])", R"([{"name": "a"}, {"name": "a"}])",
          R"([{"name": "a", "prompt": 1}])"}) {
        const auto styles = Styles::parse(json, "my.json");
        ASSERT_FALSE(styles) << json;
        EXPECT_THAT(styles.error().message, HasSubstr("'my.json'"));
    }
}

TEST(Alternatives, TheSeedChooses)
{
    std::set<std::string> seen;
    for (std::uint64_t seed = 0; seed < 64; ++seed) {
        const std::string chosen = chooseAlternatives("a {red|blue|{dark|light} green} hat", seed);
        EXPECT_EQ(chosen, chooseAlternatives("a {red|blue|{dark|light} green} hat", seed));
        seen.insert(chosen);
    }
    EXPECT_EQ(seen, (std::set<std::string>{"a red hat", "a blue hat", "a dark green hat",
                                           "a light green hat"}));
}

TEST(Alternatives, OtherBracesStay)
{
    for (const char* text : {"", "{prompt}", "a | b", "}{", "{a|b", "{{x}", "a} b|c"})
        EXPECT_EQ(chooseAlternatives(text, 3), text);
    const std::string deep(10'000, '{');
    EXPECT_EQ(chooseAlternatives(deep, 1), deep);
}

// The marks are those that chooseAlternatives takes away: without them, and with one way to
// choose, the text is the same.
TEST(Alternatives, MarksAreThoseThatChoose)
{
    using ::testing::ElementsAre;
    EXPECT_THAT(alternativeMarks("a {red|blue} hat"), ElementsAre(2, 6, 11));
    EXPECT_THAT(alternativeMarks("{a|{b|c}}"), ElementsAre(0, 2, 3, 5, 7, 8));
    EXPECT_THAT(alternativeMarks("{{x|y}"), ElementsAre(1, 3, 5));
    for (const char* text : {"", "{prompt}", "a | b", "}{", "{a|b", "{{x}", "a} b|c"})
        EXPECT_TRUE(alternativeMarks(text).empty()) << text;
    for (const std::string text : {"{x|x} y", "{{z}|{z}}", "} {q|q|q} {"}) {
        std::string without;
        const std::vector<size_t> marks = alternativeMarks(text);
        for (size_t i = 0; i < text.size(); ++i)
            if (std::ranges::find(marks, i) == marks.end())
                without += text[i];
        const std::string chosen = chooseAlternatives(text, 5);
        EXPECT_LT(chosen.size(), without.size());
        EXPECT_EQ(chosen.find('|'), std::string::npos) << chosen;
    }
}

} // namespace
} // namespace likeness::generation
