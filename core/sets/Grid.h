// A grid of pictures: every person with every prompt, style, strength and seed. Each cell is an image set of its own.
//
//     FOLDER/plan.json                     what was asked for: a folder holds one grid
//     FOLDER/0001/ … FOLDER/0042/          the cells (ImageSet.h), in the plan's order
//     FOLDER/grid.json, FOLDER/sheet.png   scores and pictures side by side, once every cell is there
//
// A cell depends on its own request only, so parts of a grid can be made on many machines: the union of their folders
// is, byte for byte, what one machine would have made. A grid that was interrupted goes on where it was.
#pragma once

#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::sets {

struct GridPlan {
    generation::PortraitRequest request; // what all cells share
    // What varies; an empty list leaves the request's own value.
    std::vector<std::vector<generation::Reference>> people;
    std::vector<std::string> prompts, styles;
    std::vector<double> strengths;
    std::vector<std::uint64_t> seeds;
};

struct GridCell {
    std::string folder; // "0001", in the grid's folder
    generation::PortraitRequest request;
};

// Rows: people, prompts, styles; columns: strengths, seeds; row by row.
std::vector<GridCell> cellsOf(const GridPlan& plan);
size_t columnsOf(const GridPlan& plan);

// Part `index` (1..count) of `count`: the cells that it makes are those numbered index, index + count, …
struct Shard {
    size_t index = 1, count = 1;
    bool has(size_t cell) const { return cell % count == index - 1; } // 0-based
};

// Writes plan.json, or checks that the folder holds this very grid. Errors: invalidInput (another grid), io.
base::Result<void> beginGrid(const GridPlan& plan, const std::filesystem::path& folder);

bool isDone(const GridCell& cell, const std::filesystem::path& folder);

// Writes grid.json and sheet.png if every cell is done; says whether it was so. Errors: io, wrongFormat.
base::Result<bool> finishGrid(const GridPlan& plan, const std::filesystem::path& folder);

} // namespace likeness::sets
