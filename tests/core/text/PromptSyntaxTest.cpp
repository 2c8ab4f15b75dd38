#include "core/text/PromptSyntax.h"

#include <gmock/gmock.h>

namespace {

using namespace likeness::text;
using Spans = std::vector<PromptSpan>;

// "word*1.21|…", weights rounded to 4 places; '/' in front of a span that starts a chunk.
std::string spansOf(const std::string& prompt)
{
    std::string text;
    for (const PromptSpan& span : promptSpans(prompt)) {
        char weight[32];
        std::snprintf(weight, sizeof weight, "%.4g", span.weight);
        text += (text.empty() ? "" : "|") + std::string(span.startsChunk ? "/" : "") + span.text +
                (span.weight == 1 ? "" : std::string("*") + weight);
    }
    return text;
}

TEST(PromptSyntax, ReadsWhatThePublicGrammarSays)
{
    // The right-hand sides follow AUTOMATIC1111's parse_prompt_attention.
    const std::pair<const char*, const char*> cases[] = {
        {"", ""},
        {"a cat, sitting", "a cat, sitting"},
        {"a (cat)", "a |cat*1.1"},
        {"a ((cat)) sits", "a |cat*1.21| sits"},
        {"a [cat]", "a |cat*0.9091"},
        {"(cat:1.5)", "cat*1.5"},
        {"(cat: 0.25 )", "cat*0.25"},
        {"(cat:-1)", "cat*-1"},
        {"(cat:+.5)", "cat*0.5"},
        {"(a [b] c)", "a *1.1|b| c*1.1"},
        {"a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
         "a |house*1.573| *1.1|on| a *1.1|hill*0.55|, sun, *1.1|sky*1.464|.*1.1"},
        {"an (open one", "an |open one*1.1"},
        {"a [b", "a |b*0.9091"},
        {"closed) only]", "closed) only]"},
        {"(literal]", "literal]*1.1"},
        {"([a)b]", "a|b*0.9091"},
        {"\\(literal\\)", "(literal)"},
        {"a \\[b\\] \\\\ c", "a [b] \\ c"},
        {"lone \\ slash", "lone  slash"},
        {"at the end\\", "at the end"},
        {"(unnecessary)(parens)", "unnecessaryparens*1.1"},
        {"time 12:30", "time 12:30"},
        {"(a:b)", "a:b*1.1"},
        {"(a:)", "a:*1.1"},
        {"(a:1.2.3)", "a:1.2.3*1.1"},
        {"(a:.)", "a:.*1.1"},
        {"a:1.2)", "a:1.2)"},
        {"[a:1.2]", "a:1.2*0.9091"},
        {"(a:1.2", "a:1.2*1.1"},
        {"(:1.2)", ""},
        {"()", ""},
        {"a BREAK b", "a|/b"},
        {"aBREAK b BREAKER, break", "aBREAK b BREAKER, break"},
        {"a, BREAK, b", "a,|/, b"},
        {"(a BREAK b:1.2)", "a*1.2|/b*1.2"},
        {"BREAK a", "/a"},
        {"a BREAK", "a"},
        {"éBREAK", "éBREAK"},
    };
    for (const auto& [prompt, expected] : cases)
        EXPECT_EQ(spansOf(prompt), expected) << prompt;
}

TEST(PromptSyntax, WeightsOfOneLeaveOnePlainSpan)
{
    EXPECT_EQ(promptSpans("a cat"), (Spans{{"a cat", 1, false}}));
    EXPECT_EQ(promptSpans("a (cat:1) \\(sits\\)"), (Spans{{"a cat (sits)", 1, false}}));
}

TEST(PromptSyntax, EveryByteIsInOneStretch)
{
    const std::string prompt = "a (red:1.2) \\[hat\\] BREAK [((é)";
    size_t end = 0;
    std::string words, marks;
    for (const PromptStretch& stretch : parsePrompt(prompt)) {
        EXPECT_EQ(stretch.begin, end);
        EXPECT_LT(stretch.begin, stretch.end);
        end = stretch.end;
        const std::string text = prompt.substr(stretch.begin, stretch.end - stretch.begin);
        (stretch.mark == PromptMark::words ? words : marks) += text + "|";
    }
    EXPECT_EQ(end, prompt.size());
    EXPECT_EQ(words, "a |red| |[|hat|]|é|");
    EXPECT_EQ(marks, "(|:1.2)|\\|\\| BREAK |[|(|(|)|");
    const auto stretches = parsePrompt("((a):2)");
    ASSERT_EQ(stretches.size(), 5u);
    EXPECT_DOUBLE_EQ(stretches[0].weight, 2); // the outer bracket
    EXPECT_DOUBLE_EQ(stretches[1].weight, 2.2);
    EXPECT_DOUBLE_EQ(stretches[4].weight, 2);
}

TEST(PromptSyntax, HostilePromptsGiveBoundedWeights)
{
    const auto many = [](char sign) { return std::string(4'000, sign); };
    std::vector<std::string> prompts = {"((a:-99999):-99999)", "(((a:0):999):inf)", std::string("\0(\0", 3)};
    for (const char sign : std::string_view("()[]:\\"))
        prompts.push_back(many(sign));
    for (const auto& [open, close] : {std::pair{'(', ')'}, {'[', ']'}, {'(', ']'}}) {
        prompts.push_back(many(open));
        prompts.back().append("a").append(many(close));
    }
    prompts.emplace_back("(a:").append(many('9')).append(")");
    for (const std::string& prompt : prompts)
        for (const PromptSpan& span : promptSpans(prompt)) {
            EXPECT_GE(span.weight, -largestPromptWeight);
            EXPECT_LE(span.weight, largestPromptWeight);
        }
}

} // namespace
