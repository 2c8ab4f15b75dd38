// A folder of pictures to learn from, as a list; no picture is opened.
//
// Pictures lie in the folder (of nobody in particular) or in sub-folders, one per person. Their captions stand in text
// files beside them ("a.jpg": "a.txt"). Or one JSONL file in the folder lists them, a line each:
// {"file": "a.jpg", "caption": "a photo of …", "person": "anna"}, where file is relative to the folder and caption and person
// may be left out ("file_name" and "text", as other tools write them, are read as well).
//
// Std types only. The folder's content is hostile: nothing in it is an error of the whole, it is named and left out.
#pragma once

#include "core/base/Error.h"

#include <filesystem>
#include <string>
#include <vector>

namespace likeness::training {

struct ListedPicture {
    std::filesystem::path file;
    std::string caption; // empty: none
    std::string person;  // empty: nobody in particular
};

struct PictureFolder {
    std::vector<ListedPicture> pictures; // sorted by file
    std::vector<std::string> problems;   // a sentence for everything that was left out
};

// Errors: notFound, invalidInput (no folder; no pictures; two JSONL files), io.
base::Result<PictureFolder> listPictures(const std::filesystem::path& folder);

} // namespace likeness::training
