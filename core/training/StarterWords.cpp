#include "core/training/StarterWords.h"

#include "core/portraits/Caption.h"
#include "core/text/BpeLearner.h"
#include "core/text/ClipTokenizer.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace likeness::training {

namespace {

constexpr const char* wordEnd = "</w>"; // how CLIP's vocabulary marks the end of a word

base::Result<std::map<std::string, int64_t>> entriesOf(const std::filesystem::path& tokenizer)
{
    std::ifstream stream(tokenizer / "vocab.json");
    const auto json = nlohmann::json::parse(stream, nullptr, false);
    if (!json.is_object())
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + (tokenizer / "vocab.json").string() + "' is not a tokenizer's vocabulary.");
    std::map<std::string, int64_t> entries;
    for (const auto& [entry, id] : json.items())
        if (id.is_number_integer())
            entries[entry] = id.get<int64_t>();
    return entries;
}

} // namespace

base::Result<void> learnWords(const PortraitSet& set, int64_t entries, const std::filesystem::path& folder,
                              std::vector<std::string> captions)
{
    for (int64_t i = 0; i < 20000; ++i) {
        const int64_t picture = i % set.pictures.size(0);
        const auto scene = sceneOf(set.options, picture);
        const auto wording = static_cast<std::uint64_t>(i);
        const auto person = portraits::randomPerson(personSeed(set.options, picture / picturesPerPerson));
        captions.push_back(i % 2 ? portraits::caption(scene, wording) : portraits::caption(person, scene, wording));
    }
    const auto first = text::ClipTokenizer::make(text::learnBpe(captions, static_cast<size_t>(entries)));
    const auto second = first ? first->withPadding("!") : first;
    if (!second)
        return tl::unexpected(second.error());
    if (auto written = first->write(folder / "tokenizer"); !written)
        return written;
    return second->write(folder / "tokenizer_2");
}

base::Result<at::Tensor> carriedOver(const at::Tensor& embeddings, const std::filesystem::path& from,
                                     const std::filesystem::path& to, const at::Tensor& fresh)
{
    const auto old = text::ClipTokenizer::read(from);
    const auto oldIds = entriesOf(from), newIds = entriesOf(to);
    if (!old || !oldIds || !newIds)
        return tl::unexpected(!old ? old.error() : !oldIds ? oldIds.error() : newIds.error());
    at::Tensor result = fresh.to(at::kFloat).clone();
    for (const auto& [entry, id] : *newIds) {
        std::vector<int64_t> ids;
        const size_t end = entry.find(wordEnd);
        if (const auto same = oldIds->find(entry); same != oldIds->end())
            ids.push_back(same->second);
        else if (end != std::string::npos)
            for (const auto& piece : old->pieces(entry.substr(0, end)))
                ids.push_back(piece.id);
        if (!ids.empty() && id < result.size(0))
            result[id].copy_(embeddings.index_select(0, at::tensor(ids, at::kLong)).to(at::kFloat).mean(0));
    }
    return result;
}

} // namespace likeness::training
