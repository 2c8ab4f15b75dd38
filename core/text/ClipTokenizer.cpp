#include "core/text/ClipTokenizer.h"

#include "core/base/AtomicFile.h"
#include "core/text/ByteAlphabet.h"
#include "core/text/ClipPieces.h"
#include "core/text/TokenizerConfig.h"

#include <algorithm>

namespace likeness::text {

namespace {

using base::ErrorCode;
using base::Result;

std::int64_t idOf(const ClipVocabulary& vocabulary, const std::string& token)
{
    const auto found = vocabulary.ids.find(token);
    return found == vocabulary.ids.end() ? -1 : found->second;
}

} // namespace

std::string TokenizedPrompt::droppedText() const
{
    std::string text;
    for (size_t i = keptPieces; i < pieces.size(); ++i) {
        text += pieces[i].text;
        if (pieces[i].endsWord && i + 1 < pieces.size())
            text += ' ';
    }
    return cleanForClip(text); // the first letter may have lost its beginning
}

Result<ClipTokenizer> ClipTokenizer::read(const std::filesystem::path& folder)
{
    auto vocabulary = ClipVocabulary::read(folder);
    if (!vocabulary)
        return tl::unexpected(vocabulary.error());
    auto special = readSpecialTokens(folder);
    if (!special)
        return tl::unexpected(special.error());
    return make(std::move(*vocabulary), std::move(*special)).map_error([&](base::Error error) {
        error.message =
            "The tokenizer in '" + folder.string() + "' cannot be used: " + error.message;
        return error;
    });
}

Result<ClipTokenizer> ClipTokenizer::make(ClipVocabulary vocabulary, SpecialTokens special)
{
    for (const std::string* token : {&special.start, &special.end, &special.unknown, &special.pad})
        if (idOf(vocabulary, *token) < 0)
            return base::fail(ErrorCode::wrongFormat,
                              "The token '" + *token +
                                  "' is not in the vocabulary. Download the model again.");
    return ClipTokenizer(std::make_shared<ClipVocabulary>(std::move(vocabulary)),
                         std::move(special));
}

Result<ClipTokenizer> ClipTokenizer::withPadding(const std::string& pad) const
{
    SpecialTokens special = m_special;
    special.pad = pad;
    if (idOf(*m_vocabulary, pad) < 0)
        return base::fail(ErrorCode::wrongFormat,
                          "The token '" + pad + "' is not in the vocabulary.");
    return ClipTokenizer(m_vocabulary, std::move(special));
}

ClipTokenizer::ClipTokenizer(std::shared_ptr<const ClipVocabulary> vocabulary,
                             SpecialTokens special)
    : m_vocabulary(std::move(vocabulary)), m_special(std::move(special)),
      m_startId(idOf(*m_vocabulary, m_special.start)), m_endId(idOf(*m_vocabulary, m_special.end)),
      m_padId(idOf(*m_vocabulary, m_special.pad)),
      m_pairs(std::make_shared<BytePairs>(*m_vocabulary, idOf(*m_vocabulary, m_special.unknown)))
{
    for (const std::string* token :
         {&m_special.start, &m_special.end, &m_special.unknown, &m_special.pad})
        m_cutOut[*token] = idOf(*m_vocabulary, *token);
    for (const std::string& token : m_special.further)
        if (!token.empty() && idOf(*m_vocabulary, token) >= 0)
            m_cutOut[token] = idOf(*m_vocabulary, token);
}

Result<void> ClipTokenizer::write(const std::filesystem::path& folder) const
{
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored); // a failure shows at the first file
    const std::pair<const char*, std::string> files[] = {
        {"vocab.json", m_vocabulary->vocabJson()},
        {"merges.txt", m_vocabulary->mergesText()},
        {"tokenizer_config.json", tokenizerConfigJson(m_special)},
        {"special_tokens_map.json", specialTokensMapJson(m_special)},
    };
    for (const auto& [name, text] : files)
        if (auto written = base::writeFileAtomically(folder / name, std::string_view(text));
            !written)
            return written;
    return {};
}

std::vector<TokenPiece> ClipTokenizer::pieces(std::string_view prompt) const
{
    std::vector<TokenPiece> result;
    size_t plain = 0; // where the text since the last special token begins
    for (size_t i = 0; i < prompt.size();) {
        const auto special = std::find_if(m_cutOut.begin(), m_cutOut.end(), [&](const auto& token) {
            return prompt.substr(i, token.first.size()) == token.first;
        });
        if (special == m_cutOut.end()) {
            ++i;
            continue;
        }
        appendPieces(prompt.substr(plain, i - plain), result);
        result.push_back({special->second, special->first, true});
        plain = i += special->first.size();
    }
    appendPieces(prompt.substr(plain), result);
    return result;
}

void ClipTokenizer::appendPieces(std::string_view text, std::vector<TokenPiece>& out) const
{
    std::vector<BytePairs::Token> tokens;
    for (const std::string& piece : clipPieces(cleanForClip(text))) {
        if (piece == "<|startoftext|>" || piece == "<|endoftext|>") { // was written in capitals
            const std::int64_t id = idOf(*m_vocabulary, piece);
            out.push_back({id < 0 ? idOf(*m_vocabulary, m_special.unknown) : id, piece, true});
            continue;
        }
        tokens.clear();
        m_pairs->encode(piece, tokens);
        for (const auto& [id, letters] : tokens) {
            const bool endsWord = letters.ends_with(endOfWord);
            const auto inner =
                letters.substr(0, letters.size() - (endsWord ? endOfWord.size() : 0));
            out.push_back({id, ByteAlphabet::instance().decode(inner), endsWord});
        }
    }
}

TokenizedPrompt ClipTokenizer::tokenize(std::string_view prompt) const
{
    TokenizedPrompt result;
    result.pieces = pieces(prompt);
    result.keptPieces = std::min(result.pieces.size(), m_special.length - 2);
    result.ids.reserve(m_special.length);
    result.ids.push_back(m_startId);
    for (size_t i = 0; i < result.keptPieces; ++i)
        result.ids.push_back(result.pieces[i].id);
    result.ids.push_back(m_endId);
    result.ids.resize(m_special.length, m_padId);
    return result;
}

std::int64_t ClipTokenizer::vocabularySize() const
{
    std::int64_t highest = -1;
    for (const auto& [token, id] : m_vocabulary->ids)
        highest = std::max(highest, id);
    return highest + 1;
}

} // namespace likeness::text
