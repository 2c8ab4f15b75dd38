#include "core/training/StarterWords.h"

#include "core/portraits/Caption.h"
#include "core/text/BpeLearner.h"
#include "core/text/ClipTokenizer.h"

namespace likeness::training {

base::Result<void> learnWords(const PortraitSet& set, int64_t entries, const std::filesystem::path& folder)
{
    std::vector<std::string> captions;
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

} // namespace likeness::training
