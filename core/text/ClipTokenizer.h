// CLIP's tokenizer: a prompt → 77 numbers. Gives exactly the ids of transformers' slow
// CLIPTokenizer without ftfy, the one that a plain diffusers installation uses. Built from the
// files of a diffusers folder, so the vocabulary may have any size. Immutable after construction:
// may be used from several threads.
#pragma once

#include "core/text/BytePairs.h"
#include "core/text/ClipVocabulary.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::text {

// Texts with a meaning of their own: wherever they stand in a prompt they are cut out, before
// anything else.
struct SpecialTokens {
    std::string start = "<|startoftext|>";
    std::string end = "<|endoftext|>";
    std::string unknown = "<|endoftext|>";
    std::string pad = "<|endoftext|>"; // "!" in SDXL's second tokenizer
    std::vector<std::string> further;
    size_t length = 77; // of the result, with start and end
};

struct TokenPiece {
    std::int64_t id = 0;
    std::string text; // the bytes it stands for; may be part of a letter
    bool endsWord = false;
};

struct TokenizedPrompt {
    std::vector<std::int64_t> ids;  // start, tokens, end, padding: SpecialTokens::length of them
    std::vector<TokenPiece> pieces; // of the whole prompt, without start and end
    size_t keptPieces = 0;          // how many of them are in `ids`

    size_t untruncatedLength() const { return pieces.size() + 2; } // with start and end
    bool isTruncated() const { return keptPieces < pieces.size(); }
    std::string droppedText() const; // what the model will not see, cleaned: for a warning
};

class ClipTokenizer {
public:
    // vocab.json and merges.txt; tokenizer_config.json and special_tokens_map.json if they are
    // there. Errors: notFound, wrongFormat, naming the file.
    static base::Result<ClipTokenizer> read(const std::filesystem::path& folder);
    static base::Result<ClipTokenizer> make(ClipVocabulary vocabulary, SpecialTokens special = {});

    // The same vocabulary with another padding: "!" makes SDXL's second tokenizer out of the first.
    base::Result<ClipTokenizer> withPadding(const std::string& pad) const;

    // The four files that public tools open. Errors: io.
    base::Result<void> write(const std::filesystem::path& folder) const;

    TokenizedPrompt
    tokenize(std::string_view prompt) const; // UTF-8; bytes that are none are dropped
    std::vector<TokenPiece> pieces(std::string_view prompt) const; // without start, end and padding

    std::int64_t startId() const { return m_startId; }
    std::int64_t endId() const { return m_endId; }
    std::int64_t padId() const { return m_padId; }
    size_t length() const { return m_special.length; }
    std::int64_t vocabularySize() const; // the highest id + 1

private:
    ClipTokenizer(std::shared_ptr<const ClipVocabulary> vocabulary, SpecialTokens special);
    void appendPieces(std::string_view text, std::vector<TokenPiece>& out) const;

    std::shared_ptr<const ClipVocabulary> m_vocabulary;
    SpecialTokens m_special;
    std::map<std::string, std::int64_t, std::greater<>>
        m_cutOut; // longer ones before their beginnings
    std::int64_t m_startId = 0, m_endId = 0, m_padId = 0;
    std::shared_ptr<const BytePairs> m_pairs;
};

} // namespace likeness::text
