// Turns CLIP's published merge list into the two files that tokenizers read: vocab.json and
// merges.txt.
//
// The vocabulary is not stored anywhere; it follows from the merges (openai/CLIP,
// simple_tokenizer.py): the 256 bytes as printable characters, the same with "</w>", every merge
// joined, and the two special tokens, numbered in this order.
//
//     likeness-clip-vocabulary bpe_simple_vocab_16e6.txt.gz OUTPUT_FOLDER
#include <zlib.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

// CLIP's text encoders have 49408 embeddings: 2 * 256 bytes, the merges, 2 special tokens.
constexpr size_t mergeCount = 49408 - 2 * 256 - 2;

std::optional<std::string> readGzip(const char* path)
{
    const gzFile file = gzopen(path, "rb");
    if (file == nullptr)
        return std::nullopt;
    std::string text;
    std::array<char, 1 << 16> buffer;
    int count = 0;
    while ((count = gzread(file, buffer.data(), buffer.size())) > 0)
        text.append(buffer.data(), static_cast<size_t>(count));
    const bool complete = count == 0 && gzclose(file) == Z_OK;
    return complete ? std::optional(text) : std::nullopt;
}

// The first line is a version note; the lines behind the last used merge are rarer merges that CLIP
// leaves out.
std::vector<std::string> usedMerges(const std::string& text)
{
    std::vector<std::string> merges;
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    while (merges.size() < mergeCount && std::getline(lines, line))
        merges.push_back(line);
    return merges;
}

std::string utf8(unsigned codePoint) // below 0x800 is enough here
{
    if (codePoint < 0x80)
        return std::string(1, static_cast<char>(codePoint));
    return {static_cast<char>(0xC0 | codePoint >> 6), static_cast<char>(0x80 | (codePoint & 0x3F))};
}

// Bytes that are printable in Latin-1 stand for themselves, in order; the others follow as U+0100,
// U+0101, …
std::vector<std::string> byteCharacters()
{
    const auto isPrintable = [](unsigned byte) {
        return (byte >= '!' && byte <= '~') || (byte >= 0xA1 && byte <= 0xAC) || byte >= 0xAE;
    };
    std::vector<std::string> characters;
    for (unsigned byte = 0; byte < 256; ++byte)
        if (isPrintable(byte))
            characters.push_back(utf8(byte));
    for (unsigned next = 0x100; characters.size() < 256; ++next)
        characters.push_back(utf8(next));
    return characters;
}

std::vector<std::string> tokensInOrder(const std::vector<std::string>& merges)
{
    std::vector<std::string> tokens = byteCharacters();
    for (size_t i = 0; i < 256; ++i)
        tokens.push_back(tokens[i] + "</w>");
    for (const std::string& merge : merges) {
        const size_t space = merge.find(' ');
        tokens.push_back(merge.substr(0, space) + merge.substr(space + 1));
    }
    tokens.push_back("<|startoftext|>");
    tokens.push_back("<|endoftext|>");
    return tokens;
}

std::string jsonText(const std::vector<std::string>& tokens)
{
    std::string json = "{";
    for (size_t id = 0; id < tokens.size(); ++id) {
        json += id == 0 ? "\"" : ",\"";
        for (const char character : tokens[id]) {
            if (character == '"' || character == '\\')
                json += '\\';
            json += character;
        }
        json += "\":" + std::to_string(id);
    }
    return json + "}";
}

bool write(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream file(path, std::ios::binary);
    file << text;
    return static_cast<bool>(file.flush());
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << "Usage: likeness-clip-vocabulary bpe_simple_vocab_16e6.txt.gz OUTPUT_FOLDER\n";
        return 2;
    }
    const auto text = readGzip(argv[1]);
    const auto merges = usedMerges(text.value_or(""));
    if (merges.size() != mergeCount) {
        std::cerr << "'" << argv[1]
                  << "' is not CLIP's merge list, or is damaged. Run packaging/setup again.\n";
        return 1;
    }
    std::string lines = "#version: 0.2\n";
    for (const std::string& merge : merges)
        lines += merge + "\n";

    const std::filesystem::path folder = argv[2];
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    if (!write(folder / "vocab.json", jsonText(tokensInOrder(merges))) ||
        !write(folder / "merges.txt", lines)) {
        std::cerr << "Cannot write to '" << folder.string() << "'.\n";
        return 1;
    }
    return 0;
}
