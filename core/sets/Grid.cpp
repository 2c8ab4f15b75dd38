#include "core/sets/Grid.h"

#include "core/base/Folders.h"
#include "core/base/AtomicFile.h"
#include "core/generation/RequestJson.h"
#include "core/images/Decode.h"
#include "core/images/Encode.h"
#include "core/images/Resize.h"
#include "core/sets/ContactSheet.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace likeness::sets {

using base::ErrorCode;
using generation::PortraitRequest;
using nlohmann::ordered_json;
namespace fs = std::filesystem;

namespace {

constexpr size_t largestFile = 64 << 20; // of plan.json
constexpr int cellPixels = 256, gapPixels = 8;

size_t variants(size_t listed) { return std::max<size_t>(listed, 1); }

// One number for every list, counted like the digits of a clock: the last runs fastest.
class Axes {
public:
    explicit Axes(size_t index) : m_rest(index) {}
    template <typename T> void choose(const std::vector<T>& list, T& value)
    {
        const size_t count = variants(list.size());
        if (!list.empty())
            value = list[m_rest % count];
        m_rest /= count;
    }

private:
    size_t m_rest;
};

std::string numbered(size_t cell)
{
    const std::string number = std::to_string(cell + 1);
    return std::string(4 - std::min<size_t>(number.size(), 4), '0') + number;
}

std::string planText(const GridPlan& plan)
{
    ordered_json cells = ordered_json::array();
    for (const GridCell& cell : cellsOf(plan))
        cells.push_back({{"folder", cell.folder}, {"request", ordered_json::parse(generation::toJson(cell.request))}});
    return ordered_json{{"columns", columnsOf(plan)}, {"cells", std::move(cells)}}.dump(1) + '\n';
}

base::Result<ordered_json> readManifest(const fs::path& file)
{
    const auto text = base::readFile(file, largestFile);
    if (!text)
        return tl::unexpected(text.error());
    auto object = ordered_json::parse(*text, nullptr, false);
    if (!object.is_object() || !object.contains("request") || !object.contains("scores"))
        return base::fail(ErrorCode::wrongFormat,
                          "'" + file.string() + "' is damaged. Delete its folder and make the grid again.");
    return object;
}

base::Result<images::Image> pictureOf(const fs::path& cell)
{
    std::error_code ignored;
    return images::decodeFile(cell / (fs::exists(cell / "id_on.png", ignored) ? "id_on.png" : "id_off.png"));
}

} // namespace

std::vector<GridCell> cellsOf(const GridPlan& plan)
{
    const size_t count = columnsOf(plan) * variants(plan.styles.size()) * variants(plan.prompts.size()) *
                         variants(plan.people.size());
    std::vector<GridCell> cells;
    for (size_t i = 0; i < count; ++i) {
        GridCell cell{numbered(i), plan.request};
        Axes axes(i);
        axes.choose(plan.seeds, cell.request.seed);
        axes.choose(plan.strengths, cell.request.strength);
        axes.choose(plan.styles, cell.request.style);
        axes.choose(plan.prompts, cell.request.prompt);
        axes.choose(plan.people, cell.request.references);
        cells.push_back(std::move(cell));
    }
    return cells;
}

size_t columnsOf(const GridPlan& plan)
{
    return variants(plan.strengths.size()) * variants(plan.seeds.size());
}

base::Result<void> beginGrid(const GridPlan& plan, const fs::path& folder)
{
    if (auto made = base::makeFolder(folder); !made)
        return made;
    std::error_code error;
    const fs::path file = folder / "plan.json";
    const std::string text = planText(plan);
    if (!fs::exists(file, error))
        return base::writeFileAtomically(file, std::string_view(text));
    const auto earlier = base::readFile(file, largestFile);
    if (!earlier)
        return tl::unexpected(earlier.error());
    if (*earlier != text)
        return base::fail(ErrorCode::invalidInput, "'" + folder.string() +
                                                       "' holds another grid. Choose another folder, or delete that one.");
    return {};
}

bool isDone(const GridCell& cell, const fs::path& folder)
{
    std::error_code ignored;
    return fs::exists(folder / cell.folder / "manifest.json", ignored); // the last file of a set to appear
}

base::Result<bool> finishGrid(const GridPlan& plan, const fs::path& folder)
{
    const auto cells = cellsOf(plan);
    if (!std::all_of(cells.begin(), cells.end(), [&](const GridCell& cell) { return isDone(cell, folder); }))
        return false;
    ordered_json list = ordered_json::array();
    std::vector<images::Image> pictures;
    for (const GridCell& cell : cells) {
        const auto manifest = readManifest(folder / cell.folder / "manifest.json");
        if (!manifest)
            return tl::unexpected(manifest.error());
        auto picture = pictureOf(folder / cell.folder);
        if (!picture)
            return tl::unexpected(picture.error());
        pictures.push_back(images::fitInto(*picture, cellPixels));
        const ordered_json& request = (*manifest)["request"];
        list.push_back({{"folder", cell.folder},
                        {"references", request.value("references", ordered_json::array())},
                        {"prompt", cell.request.prompt},
                        {"style", cell.request.style},
                        {"strength", request.value("strength", cell.request.strength)},
                        {"seed", cell.request.seed},
                        {"scores", (*manifest)["scores"]}});
    }
    const auto columns = static_cast<int>(columnsOf(plan));
    if (auto drawn = images::writePng(folder / "sheet.png", contactSheet(pictures, columns, cellPixels, gapPixels));
        !drawn)
        return tl::unexpected(drawn.error());
    const std::string text = ordered_json{{"columns", columns}, {"cells", std::move(list)}}.dump(
                                 1, ' ', false, ordered_json::error_handler_t::replace) +
                             '\n';
    if (auto written = base::writeFileAtomically(folder / "grid.json", std::string_view(text)); !written)
        return tl::unexpected(written.error());
    return true;
}

} // namespace likeness::sets
