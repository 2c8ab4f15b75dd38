#include "core/generation/PortraitJob.h"

#include "core/generation/Alternatives.h"
#include "core/generation/AttentionMaps.h"
#include "core/generation/Pipeline.h"
#include "core/generation/Placements.h"
#include "core/generation/PromptTags.h"
#include "core/generation/RequestCheck.h"
#include "core/generation/StepPictures.h"
#include "core/generation/Styles.h"
#include "core/identity/Likeness.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace likeness::generation {

using base::ErrorCode;
using base::Result;

namespace {

Result<StyledPrompt> expand(const PortraitRequest& request, const Styles& styles)
{
    auto styled = styles.apply(request.style, request.prompt, request.negativePrompt);
    if (!styled)
        return styled;
    styled->prompt = chooseAlternatives(styled->prompt, request.seed);
    styled->negative = chooseAlternatives(styled->negative, request.seed);
    return styled;
}

// The request with every value decided, or what is wrong with it.
Result<PortraitRequest> decided(PortraitRequest request, const JobTools& tools,
                                const Styles& styles)
{
    if (auto checked = checkRequest(request, styles, diffusion::samplerNames()); !checked)
        return tl::unexpected(checked.error());
    const auto defaults = readModelDefaults(tools.models.pathOf(request.model), request.lightning);
    if (!defaults)
        return tl::unexpected(defaults.error());
    if (request.model.empty())
        request.model = starterModelName;
    request = filledIn(std::move(request), *defaults);
    if (auto checked = checkRequest(request, styles, diffusion::samplerNames()); !checked)
        return tl::unexpected(checked.error());
    return request;
}

Result<void> checkSize(const PortraitRequest& request, const DiffusionModel& model)
{
    const auto cell = static_cast<int>(model.vae.downscale());
    if (request.width % cell == 0 && request.height % cell == 0)
        return {};
    return base::fail(ErrorCode::invalidInput,
                      "This model needs a width and a height that are multiples of " +
                          std::to_string(cell) + ", not " + std::to_string(request.width) + "x" +
                          std::to_string(request.height) + ".");
}

// At most 60 bytes, cut between letters.
std::string beginning(const std::string& text)
{
    size_t end = std::min<size_t>(text.size(), 60);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
        --end;
    return text.substr(0, end);
}

void warnAboutPrompts(const PortraitRequest& request, const EncodedPrompts& prompts, JobReporter& reporter)
{
    if (!prompts.dropped.empty()) {
        reporter.warn("The prompt is too long; the model does not see what begins with '" +
                      beginning(prompts.dropped) + "'. Shorten it.");
    }
    if (request.guidance <= 1 && !request.negativePrompt.empty())
        reporter.warn("The negative prompt has no effect, because the guidance is not above 1.");
}

enum class Side { off, on };

// Paints the sides a request asks for and puts the pictures into `result`.
Result<void> paintSides(const DiffusionModel& model, const EncodedPrompts& prompts,
                        const Person* person, PortraitResult& result, JobReporter& reporter,
                        const std::stop_token& stop)
{
    const PortraitRequest& request = result.request;
    std::vector<Side> sides;
    std::vector<IdentityUse> uses;
    if (!person || request.kind == RequestKind::pair) {
        sides.push_back(Side::off);
        uses.emplace_back();
    }
    if (person) {
        sides.push_back(Side::on);
        uses.push_back(person->use());
    }
    auto first = diffusion::makeSampler(request.sampler, model.schedule, request.steps);
    if (!first)
        return tl::unexpected(first.error());
    const auto pictures = StepPictures::make(request.previewDecoder, model);
    if (!pictures)
        return tl::unexpected(pictures.error());
    reporter.startSteps(static_cast<int>((*first)->steps()));
    images::Image off, on;
    const auto sink = [&](const PaintStep& step) {
        (sides[step.picture] == Side::off ? off : on) = pictures->of(step.original, stop);
        if (!step.attention.empty())
            addAttentionMaps(result.attentionMaps, static_cast<int>(step.step) + 1,
                             person->models->blocks, step.attention);
        if (step.picture + 1 == sides.size())
            reporter.step(static_cast<int>(step.step) + 1, std::move(off), std::move(on));
    };
    const PaintSettings settings{.width = request.width,
                                 .height = request.height,
                                 .guidance = request.guidance,
                                 .seed = request.seed};
    const auto makeOne = [&] {
        return std::move(*diffusion::makeSampler(request.sampler, model.schedule, request.steps));
    };
    const auto latents = paint(model, prompts, settings, makeOne, uses, sink, stop);
    for (size_t i = 0; i < sides.size(); ++i) {
        reporter.stage(Stage::finishing, 0.4 * double(i));
        (sides[i] == Side::off ? result.off : result.on) =
            toImage(decodeLatents(model, latents[i], stop));
    }
    return {};
}

double cosineOf(const at::Tensor& a, const at::Tensor& b)
{
    return identity::cosine(a, b).item<double>();
}

// Of what has no place of its own wherever scores are shown.
std::string notesOn(const Scores& scores)
{
    const auto two = [](double value) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.2f", value);
        return std::string(text.data());
    };
    std::string notes;
    if (scores.likenessToSecond)
        notes += " Likeness to the first person " + two(*scores.likeness) + ", to the second " +
                 two(*scores.likenessToSecond) + ".";
    if (scores.distance)
        notes += " dlib's recogniser sees a distance of " + two(*scores.distance) +
                 "; below 0.60 it takes two faces for one person.";
    return notes;
}

// What could be measured; a picture without a face has no likeness.
Result<Scores> measure(const PortraitResult& result, const Person& person, FaceReader& faces,
                       const std::stop_token& stop)
{
    Scores scores;
    const auto painted = faces.measuredFace(result.on, stop);
    if (painted) {
        const auto face = identity::readFace(person.models->arcFace, painted->aligned112);
        scores.likeness = cosineOf(face, person.face);
        if (person.secondFace.defined())
            scores.likenessToSecond = cosineOf(face, person.secondFace);
        if (painted->description && person.description)
            scores.distance = faces::distanceOf(*painted->description, *person.description);
    } else if (painted.error().code == ErrorCode::cancelled) {
        return tl::unexpected(painted.error());
    }
    if (!result.off.isEmpty()) {
        const identity::EvaClip& eva = person.models->eva;
        scores.purity = cosineOf(identity::readPicture(eva, result.on, stop),
                                 identity::readPicture(eva, result.off, stop));
    }
    return scores;
}

} // namespace

Result<PortraitResult> runPortraitJob(PortraitRequest given, const JobTools& tools,
                                      JobReporter& reporter, const std::stop_token& stop)
{
    const auto styles = given.style.empty() || given.style == "none"
                            ? Styles()
                            : Styles::load(tools.options.styles);
    if (!styles)
        return tl::unexpected(styles.error());
    auto tagged = readPromptTags(std::move(given), tools.options.faceModels);
    for (const std::string& warning : tagged.warnings)
        reporter.warn(warning);
    auto request = decided(std::move(tagged.request), tools, *styles);
    if (!request)
        return tl::unexpected(request.error());
    if (!request->previewDecoder.empty()) // before a large model is loaded in vain
        if (auto decoder = diffusion::loadTaesd(request->previewDecoder); !decoder)
            return tl::unexpected(decoder.error());
    PortraitResult result;
    result.request = std::move(*request);
    const auto words = expand(result.request, *styles);
    if (!words)
        return tl::unexpected(words.error());
    result.expandedPrompt = words->prompt;
    result.expandedNegative = words->negative;

    const auto progress = [&](const base::Progress& p) {
        reporter.stage(Stage::loadingModel, p.done);
    };
    const auto plan = tools.models.plan(result.request);
    if (!plan)
        return tl::unexpected(plan.error());
    if (!plan->fits()) // said before the minutes that it may take to fail
        reporter.warn(plan->sentence());
    const auto model = tools.models.diffusion(result.request, progress, stop);
    if (!model)
        return tl::unexpected(model.error());
    if (auto fits = checkSize(result.request, **model); !fits)
        return tl::unexpected(fits.error());
    if (const auto chosen = placementFor(result.request.precision, plan->memory); !chosen.warning.empty())
        reporter.warn(chosen.warning);
    for (const std::string& note : (*model)->notes)
        reporter.warn(note);

    std::optional<Person> person;
    if (!result.request.references.empty()) {
        reporter.stage(Stage::readingFace);
        auto read = tools.people.read(result.request, stop);
        if (!read)
            return tl::unexpected(read.error());
        person = std::move(*read);
        result.notes = person->notes;
    }
    const PromptPair prompt{words->prompt, words->prompt};
    const PromptPair negative{words->negative, words->negative};
    const auto prompts = encodePrompts(
        **model, prompt, words->negative.empty() ? std::nullopt : std::optional(negative), 0, stop);
    warnAboutPrompts(result.request, prompts, reporter);
    if (auto painted =
            paintSides(**model, prompts, person ? &*person : nullptr, result, reporter, stop);
        !painted)
        return tl::unexpected(painted.error());
    if (person) {
        reporter.stage(Stage::finishing, 0.8);
        const auto scores = measure(result, *person, tools.faces, stop);
        if (!scores)
            return tl::unexpected(scores.error());
        result.scores = *scores;
        result.notes += notesOn(*scores);
    }
    result.seconds = reporter.seconds();
    return result;
}

} // namespace likeness::generation
