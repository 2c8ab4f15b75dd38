#include "core/training/JudgeNetwork.h"

#include "core/training/JudgeViews.h"

namespace likeness::training {

using identity::Mode;
using weights::Bias;
using weights::Weights;

namespace {

constexpr size_t readClasses = 5; // the first ones of personFacts()
constexpr int64_t gridSide = 4; // cells along an edge of what the feature layer sees: position counts

at::Tensor unit(const at::Tensor& x) { return x / x.norm(2, {1}, true).clamp_min(1e-6); }

bool belongsToWord(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || static_cast<unsigned char>(c) >= 0x80;
}

std::vector<std::string> wordsOf(const std::string& caption)
{
    std::vector<std::string> words(1);
    for (char c : caption) {
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
        if (belongsToWord(c))
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    if (words.back().empty())
        words.pop_back();
    return words;
}

int64_t rowOf(const std::string& text) // FNV-1a
{
    std::uint64_t value = 1469598103934665603ull;
    for (const char c : text)
        value = (value ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return static_cast<int64_t>((value ^ (value >> 32)) % static_cast<std::uint64_t>(CaptionJudge::rows));
}

} // namespace

JudgeOptions sceneJudgeOptions()
{
    return {.side = sceneViewSide, .widths = {16, 32, 64, 128}, .facts = sceneFacts().outputs()};
}

JudgeOptions likenessJudgeOptions()
{
    return {.side = headViewSide, .widths = {24, 48, 96, 160}, .facts = likenessFacts().outputs()};
}

const FactTable& likenessFacts()
{
    static const FactTable table{{personFacts().classes.begin(), personFacts().classes.begin() + readClasses}, 1};
    return table;
}

Facts likenessFactsOf(const portraits::Person& person)
{
    Facts facts = factsOf(person);
    facts.classes.resize(readClasses);
    facts.measures.resize(1);
    return facts;
}

JudgeBlock::JudgeBlock(const Weights& w, int64_t in, int64_t out)
    : conv1(w / "conv1", in, out, 3, 2, 1, Bias::without), conv2(w / "conv2", out, out, 3, 1, 1, Bias::without),
      shortcut(w / "shortcut", in, out, 1, 1, 0), bn1(w / "bn1", out), bn2(w / "bn2", out)
{
}

at::Tensor JudgeBlock::forward(const at::Tensor& x, Mode mode) const
{
    const at::Tensor inner = bn2.forward(conv2.forward(at::relu(bn1.forward(conv1.forward(x), mode))), mode);
    return at::relu(inner + shortcut.forward(at::avg_pool2d(x, {2, 2}))); // [B, out, H/2, W/2]
}

PictureJudge::PictureJudge(const Weights& w, const JudgeOptions& wanted)
    : options(wanted), conv(w / "conv", 3, wanted.widths.front(), 3, 2, 1, Bias::without),
      bn(w / "bn", wanted.widths.front())
{
    for (size_t i = 1; i < options.widths.size(); ++i)
        blocks.emplace_back(w / "blocks" / static_cast<int64_t>(i - 1), options.widths[i - 1], options.widths[i]);
    feature = weights::Linear(w / "feature", options.widths.back() * gridSide * gridSide, options.feature);
    embedding = weights::Linear(w / "embedding", options.feature, options.embedding);
    facts = weights::Linear(w / "facts", options.feature, options.facts);
}

Judged PictureJudge::forward(const at::Tensor& views, Mode mode) const
{
    TORCH_CHECK(views.dim() == 4 && views.size(1) == 3 && views.size(2) == options.side &&
                    views.size(3) == options.side,
                "this judge sees [B, 3, ", options.side, ", ", options.side, "], got ", views.sizes());
    at::Tensor x = at::relu(bn.forward(conv.forward(views.to(at::kFloat) / 127.5 - 1), mode)); // [B, C, S/2, S/2]
    for (const JudgeBlock& block : blocks)
        x = block.forward(x, mode);
    x = at::adaptive_avg_pool2d(x, {gridSide, gridSide}).flatten(1); // [B, C * 16]
    x = at::relu(feature.forward(x));
    return {unit(embedding.forward(x)), facts.forward(x)};
}

std::vector<int64_t> captionRows(const std::string& caption)
{
    std::vector<int64_t> rows{rowOf("")}; // of every caption
    std::string before;
    for (const std::string& word : wordsOf(caption)) {
        rows.push_back(rowOf(word));
        if (!before.empty())
            rows.push_back(rowOf(before + " " + word));
        before = word;
    }
    return rows;
}

CaptionJudge::CaptionJudge(const Weights& w, int64_t embeddingWidth)
    : words(w.take("words_embedding", {rows, width})), norm(w / "norm", width), hidden(w / "hidden", width, 2 * width),
      embedding(w / "embedding", 2 * width, embeddingWidth)
{
}

at::Tensor CaptionJudge::forward(const std::vector<std::string>& captions) const
{
    std::vector<int64_t> indices, starts;
    for (const std::string& caption : captions) {
        starts.push_back(std::ssize(indices));
        const auto rowsOfIt = captionRows(caption);
        indices.insert(indices.end(), rowsOfIt.begin(), rowsOfIt.end());
    }
    const at::Tensor sums =
        std::get<0>(at::embedding_bag(words, at::tensor(indices, at::kLong), at::tensor(starts, at::kLong)));
    return unit(embedding.forward(at::relu(hidden.forward(norm.forward(sums))))); // [B, E]
}

SceneJudge::SceneJudge(const Weights& w)
    : picture(w / "picture", sceneJudgeOptions()), caption(w / "caption", picture.options.embedding)
{
}

} // namespace likeness::training
