#include "core/evaluation/EvaluationReport.h"

#include "core/evaluation/Charts.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace likeness::evaluation {

using Json = nlohmann::ordered_json;

namespace {

Json rounded(double value) { return std::stod(std::to_string(value)); } // six digits are more than is known

Json orNull(const std::optional<double>& value) { return value ? rounded(*value) : Json(nullptr); }

Json jsonOf(const Spread& spread)
{
    return {{"mean", spread.seeds > 0 ? rounded(spread.mean) : Json(nullptr)},
            {"std", spread.seeds > 0 ? rounded(spread.deviation) : Json(nullptr)},
            {"seeds", spread.seeds}};
}

Json jsonOf(const Figures& figures)
{
    return {{"likeness", jsonOf(figures.likeness)},
            {"text", jsonOf(figures.text)},
            {"purity", jsonOf(figures.purity)}};
}

std::string keyOf(std::string fact)
{
    for (char& c : fact)
        c = c == ' ' ? '_' : c;
    return fact;
}

Json followingOf(const StageReport& stage)
{
    Json result = {{"id_off", orNull(stage.promptFollowing.off)},
                   {"id_on", orNull(stage.promptFollowing.on)},
                   {"true_renders", orNull(stage.promptFollowing.truth)}};
    for (const auto& [fact, share] : stage.promptFacts)
        result["facts"][keyOf(fact)] = {{"id_off", orNull(share.off)},
                                        {"id_on", orNull(share.on)},
                                        {"true_renders", orNull(share.truth)},
                                        {"pictures", share.pictures}};
    return result;
}

Json identityOf(const StageReport& stage, int among)
{
    Json result = Json::object();
    for (const auto& [fact, share] : stage.identityFacts)
        result[keyOf(fact)] = orNull(share.on);
    result["skin_delta_e_median"] = orNull(stage.skin);
    result["top_1"] = orNull(stage.top);
    result["top_1_among"] = among;
    result["pictures"] = stage.pictures;
    result["pictures_without_face"] = stage.withoutFace;
    for (const auto& [fact, share] : stage.identityFacts) {
        result["id_off"][keyOf(fact)] = orNull(share.off);
        result["true_renders"][keyOf(fact)] = orNull(share.truth);
    }
    result["id_off"]["skin_delta_e_median"] = orNull(stage.skinOff);
    return result;
}

Json classesOf(const StageReport& stage)
{
    Json result = Json::object();
    for (const auto& [promptClass, figures] : stage.byPromptClass)
        result[promptClass] = jsonOf(figures);
    return result;
}

std::string text(double value, const char* format = "%.3f")
{
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, format, value);
    return buffer;
}

std::string text(const Spread& spread)
{
    if (spread.seeds == 0)
        return "–";
    return spread.seeds == 1 ? text(spread.mean) : text(spread.mean) + " ± " + text(spread.deviation);
}

std::string percent(const std::optional<double>& share) { return share ? text(*share * 100, "%.1f %%") : "–"; }

std::string nameOf(const StageReport& stage) { return stage.name.empty() ? "this model" : stage.name; }

void addFacts(std::string& out, const std::string& title, const std::map<std::string, Compared>& facts)
{
    if (facts.empty())
        return;
    out += "\n| " + title + " | identity off | identity on | true renders |\n|---|---|---|---|\n";
    for (const auto& [fact, share] : facts)
        out += "| " + fact + " | " + percent(share.off) + " | " + percent(share.on) + " | " + percent(share.truth) +
               " |\n";
}

} // namespace

std::string EvaluationReport::json() const
{
    const StageReport& last = stages.back();
    Json object = jsonOf(last.figures);
    object["by_prompt_class"] = classesOf(last);
    object["prompt_following"] = followingOf(last);
    object["identity"] = identityOf(last, among);
    if (stages.size() > 1 || !last.name.empty())
        for (const StageReport& stage : stages) {
            Json one = jsonOf(stage.figures);
            one["by_prompt_class"] = classesOf(stage);
            one["prompt_following"] = followingOf(stage);
            one["identity"] = identityOf(stage, among);
            object["stages"][nameOf(stage)] = std::move(one);
        }
    object["sharpness"] = {{"id_off", orNull(last.sharpness.off)},
                           {"id_on", orNull(last.sharpness.on)},
                           {"true_renders", orNull(last.sharpness.truth)}};
    object["persons"] = persons;
    object["prompts"] = prompts;
    object["seeds"] = seeds;
    object["reference_photos_without_face"] = photosWithoutFace;
    object["encoders"] = {{"likeness", likenessBy}, {"text", textBy}, {"purity", purityBy}};
    object["settings"] = Json::parse(settings, nullptr, false);
    return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string EvaluationReport::markdown() const
{
    std::string out = std::to_string(persons) + " persons, " + std::to_string(prompts) + " prompts, " +
                      std::to_string(seeds) + (seeds == 1 ? " seed" : " seeds; mean ± standard deviation over the seeds") +
                      ".\n\n| | likeness | text | purity |\n|---|---|---|---|\n";
    for (const StageReport& stage : stages)
        out += "| " + nameOf(stage) + " | " + text(stage.figures.likeness) + " | " + text(stage.figures.text) + " | " +
               text(stage.figures.purity) + " |\n";
    const StageReport& last = stages.back();
    out += "\n| prompts (" + nameOf(last) + ") | likeness | text | purity |\n|---|---|---|---|\n";
    for (const auto& [promptClass, figures] : last.byPromptClass)
        out += "| " + promptClass + " | " + text(figures.likeness) + " | " + text(figures.text) + " | " +
               text(figures.purity) + " |\n";
    addFacts(out, "what the prompt asks for", last.promptFacts);
    addFacts(out, "what the person is", last.identityFacts);
    out += "\n";
    if (last.top)
        out += "Nearest to the own reference among " + std::to_string(among) + " persons': " + percent(last.top) + ".\n";
    if (last.skin)
        out += "Skin tone, median CIEDE2000: " + text(*last.skin, "%.1f") +
               (last.skinOff ? " (identity off: " + text(*last.skinOff, "%.1f") + ")" : "") + ".\n";
    if (last.sharpness.off && last.sharpness.on)
        out += "Sharpness: " + text(*last.sharpness.off, "%.2f") + " without identity, " +
               text(*last.sharpness.on, "%.2f") + " with" +
               (last.sharpness.truth ? ", " + text(*last.sharpness.truth, "%.2f") + " in true renders" : "") + ".\n";
    if (last.withoutFace > 0)
        out += "No face was found in " + std::to_string(last.withoutFace) + " of " + std::to_string(last.pictures) +
               " pictures; they have no likeness.\n";
    out += "Likeness by " + likenessBy + "; text by " + textBy + "; purity by " + purityBy + ".\n";
    return out;
}

std::vector<std::pair<std::string, images::Image>> EvaluationReport::charts() const
{
    std::vector<std::pair<std::string, images::Image>> result;
    BarChart figures{"Likeness, text and purity (mean and deviation over seeds)", {"likeness", "text", "purity"}, {}};
    const auto barsOf = [](const Figures& f) {
        return std::vector<Bar>{{f.likeness.mean, f.likeness.deviation},
                                {f.text.mean, f.text.deviation},
                                {f.purity.mean, f.purity.deviation}};
    };
    for (const StageReport& stage : stages)
        figures.groups.push_back({nameOf(stage), barsOf(stage.figures)});
    result.emplace_back("figures.png", draw(figures));

    const StageReport& last = stages.back();
    BarChart classes{"By class of prompt", figures.series, {}};
    for (const auto& [promptClass, values] : last.byPromptClass)
        classes.groups.push_back({promptClass, barsOf(values)});
    result.emplace_back("prompt-classes.png", draw(classes));

    const auto factChart = [&](const std::string& title, const std::map<std::string, Compared>& facts) {
        BarChart chart{title, {"identity off", "identity on", "true renders"}, {}};
        for (const auto& [fact, share] : facts)
            chart.groups.push_back({fact, {{share.off}, {share.on}, {share.truth}}});
        return draw(chart);
    };
    if (!last.promptFacts.empty())
        result.emplace_back("prompt-following.png", factChart("Seen of what the prompt asks for", last.promptFacts));
    if (!last.identityFacts.empty())
        result.emplace_back("identity-following.png", factChart("Seen of what the person is", last.identityFacts));
    return result;
}

} // namespace likeness::evaluation
