#include "core/text/ClipVocabulary.h"

#include "core/base/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace likeness::text {

namespace {

using base::ErrorCode;
using base::Result;

constexpr size_t maximumFile_bytes = 64 << 20;
constexpr std::int64_t maximumId = std::int64_t(1) << 24;
constexpr size_t maximumMerges =
    49152 - 256 - 2; // further lines are not CLIP's and public tools pass them over

tl::unexpected<base::Error> wrong(const std::filesystem::path& path, const std::string& why)
{
    return base::fail(ErrorCode::wrongFormat,
                      "'" + path.string() + "' " + why + ". Download the model again.");
}

Result<std::unordered_map<std::string, std::int64_t>> readIds(const std::filesystem::path& path)
{
    const auto text = base::readFile(path, maximumFile_bytes);
    if (!text)
        return tl::unexpected(text.error());
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    if (!json.is_object() || json.empty())
        return wrong(path, "is not a vocabulary");
    std::unordered_map<std::string, std::int64_t> ids;
    ids.reserve(json.size());
    for (const auto& [token, id] : json.items()) {
        if (!id.is_number_unsigned() ||
            id.get<std::uint64_t>() > static_cast<std::uint64_t>(maximumId))
            return wrong(path, "has no usable number for the token '" + token + "'");
        ids[token] = id.get<std::int64_t>();
    }
    return ids;
}

Result<std::vector<std::pair<std::string, std::string>>>
readMerges(const std::filesystem::path& path)
{
    const auto text = base::readFile(path, maximumFile_bytes);
    if (!text)
        return tl::unexpected(text.error());
    std::vector<std::pair<std::string, std::string>> merges;
    size_t begin = text->find('\n'); // behind the version line
    while (begin != std::string::npos && merges.size() < maximumMerges) {
        const size_t end = text->find('\n', ++begin);
        std::string line = text->substr(begin, end == std::string::npos ? end : end - begin);
        if (!line.empty() && line.back() == '\r')
            line.pop_back();
        const size_t blank = line.find(' ');
        if (blank != std::string::npos)
            merges.emplace_back(line.substr(0, blank), line.substr(blank + 1));
        else if (!line.empty())
            return wrong(path, "has a line that is no pair: '" + line.substr(0, 40) + "'");
        begin = end;
    }
    return merges;
}

} // namespace

Result<ClipVocabulary> ClipVocabulary::read(const std::filesystem::path& folder)
{
    auto ids = readIds(folder / "vocab.json");
    if (!ids)
        return tl::unexpected(ids.error());
    auto merges = readMerges(folder / "merges.txt");
    if (!merges)
        return tl::unexpected(merges.error());
    return ClipVocabulary{std::move(*ids), std::move(*merges)};
}

std::string ClipVocabulary::vocabJson() const
{
    std::vector<std::pair<std::int64_t, std::string>> order;
    for (const auto& [token, id] : ids)
        order.emplace_back(id, token);
    std::sort(order.begin(), order.end());
    std::string json;
    for (const auto& [id, token] : order)
        json +=
            (json.empty() ? "{" : ",") + nlohmann::json(token).dump() + ":" + std::to_string(id);
    return json.empty() ? "{}" : json + "}";
}

std::string ClipVocabulary::mergesText() const
{
    std::string text = "#version: 0.2\n";
    for (const auto& [left, right] : merges)
        text += left + " " + right + "\n";
    return text;
}

} // namespace likeness::text
