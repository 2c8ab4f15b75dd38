#include "core/training/PictureFolder.h"

#include "core/base/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <sstream>

namespace likeness::training {

namespace fs = std::filesystem;

namespace {

constexpr size_t longestCaption_bytes = 64 << 10;
constexpr size_t longestList_bytes = 1 << 30;

// What lies beside pictures and is none; everything else is tried.
const std::set<std::string> others = {".txt", ".json", ".jsonl", ".csv", ".md", ".npz", ".safetensors", ".zip", ".tar"};

std::string lowered(std::string text)
{
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

// One line, without blanks at its ends.
std::string asLine(std::string text)
{
    std::ranges::replace_if(text, [](unsigned char c) { return c < ' '; }, ' ');
    const size_t first = text.find_first_not_of(' ');
    return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

std::string captionBeside(const fs::path& picture, std::vector<std::string>& problems)
{
    fs::path file = picture;
    file.replace_extension(".txt");
    std::error_code ignored;
    if (!fs::exists(file, ignored))
        return {};
    auto text = base::readFile(file, longestCaption_bytes);
    if (text)
        return asLine(std::move(*text));
    problems.push_back(text.error().message);
    return {};
}

bool isHidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

// The files of the folder and its sub-folders; links to folders are not followed.
base::Result<std::vector<fs::path>> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error);
    for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
        std::error_code ignored;
        if (isHidden(entry->path()))
            entry.disable_recursion_pending();
        else if (entry->is_regular_file(ignored))
            files.push_back(entry->path());
    }
    if (error)
        return base::fail(base::ErrorCode::io,
                          "Cannot read the folder '" + folder.string() + "': " + error.message() + ".");
    std::ranges::sort(files);
    return files;
}

// The text of the first of `names` that the object has.
std::string textAt(const nlohmann::json& object, std::initializer_list<const char*> names)
{
    for (const char* name : names)
        if (const auto found = object.find(name); found != object.end() && found->is_string())
            return asLine(found->get<std::string>());
    return {};
}

bool staysInside(const fs::path& relative)
{
    return relative.is_relative() && std::ranges::none_of(relative, [](const fs::path& part) { return part == ".."; });
}

base::Result<void> readList(const fs::path& folder, const fs::path& list, PictureFolder& to)
{
    const auto text = base::readFile(list, longestList_bytes);
    if (!text)
        return tl::unexpected(text.error());
    std::istringstream lines(*text);
    int64_t number = 0;
    for (std::string line; std::getline(lines, line);) {
        ++number;
        if (asLine(line).empty())
            continue;
        const std::string where = "'" + list.string() + "', line " + std::to_string(number) + ": ";
        const auto entry = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
        const std::string file = entry.is_object() ? textAt(entry, {"file", "file_name"}) : "";
        std::error_code ignored;
        if (file.empty())
            to.problems.push_back(where + "this is no object with a text \"file\"; the line is left out.");
        else if (!staysInside(file))
            to.problems.push_back(where + "'" + file + "' lies outside the folder; it is left out.");
        else if (!fs::is_regular_file(folder / file, ignored))
            to.problems.push_back(where + "there is no file '" + file + "'; it is left out.");
        else
            to.pictures.push_back({folder / file, textAt(entry, {"caption", "text"}).substr(0, longestCaption_bytes),
                                   textAt(entry, {"person"})});
    }
    return {};
}

} // namespace

base::Result<PictureFolder> listPictures(const fs::path& folder)
{
    std::error_code ignored;
    if (!fs::exists(folder, ignored))
        return base::fail(base::ErrorCode::notFound, "There is no folder '" + folder.string() + "'.");
    if (!fs::is_directory(folder, ignored))
        return base::fail(base::ErrorCode::invalidInput,
                          "'" + folder.string() + "' is no folder: name the folder that holds the pictures.");
    const auto files = filesIn(folder);
    if (!files)
        return tl::unexpected(files.error());
    PictureFolder result;
    std::vector<fs::path> lists;
    for (const fs::path& file : *files)
        if (lowered(file.extension().string()) == ".jsonl" && !file.lexically_relative(folder).has_parent_path())
            lists.push_back(file);
    if (lists.size() > 1)
        return base::fail(base::ErrorCode::invalidInput, "'" + folder.string() + "' holds several lists, among them '" +
                                                             lists[0].filename().string() + "' and '" +
                                                             lists[1].filename().string() + "': keep one.");
    if (!lists.empty()) {
        if (auto read = readList(folder, lists.front(), result); !read)
            return tl::unexpected(read.error());
    } else {
        for (const fs::path& file : *files) {
            if (others.contains(lowered(file.extension().string())))
                continue;
            const fs::path inside = file.lexically_relative(folder);
            const std::string person = inside.has_parent_path() ? inside.begin()->string() : "";
            result.pictures.push_back({file, captionBeside(file, result.problems), person});
        }
    }
    std::ranges::stable_sort(result.pictures, {}, &ListedPicture::file);
    if (result.pictures.empty())
        return base::fail(base::ErrorCode::invalidInput,
                          "'" + folder.string() + "' holds no pictures to learn from: put them there, or into a "
                                                  "sub-folder for each person." +
                              (result.problems.empty() ? "" : " " + result.problems.front()));
    return result;
}

} // namespace likeness::training
