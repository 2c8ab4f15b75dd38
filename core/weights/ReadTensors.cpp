#include "core/weights/ReadTensors.h"

#include "core/weights/MappedFile.h"
#include "core/weights/Onnx.h"
#include "core/weights/Safetensors.h"
#include "core/weights/TorchPickle.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace likeness::weights {

namespace {

using base::ErrorCode;
using base::Result;
using Bytes = std::span<const std::byte>;
namespace fs = std::filesystem;

constexpr const char* whatToChoose =
    "Choose a model file (.safetensors, .bin, .pt, .pth or .onnx).";

// Eight bytes of length, then a JSON object: a length that is too large is safetensors' own error
// to tell.
bool looksLikeSafetensors(Bytes file)
{
    const Bytes text =
        file.size() > 8 ? file.subspan(8, std::min<size_t>(file.size() - 8, 64)) : Bytes{};
    const auto first =
        std::find_if(text.begin(), text.end(), [](std::byte b) { return b > std::byte{' '}; });
    return first != text.end() && *first == std::byte{'{'};
}

bool startsWith(Bytes file, std::string_view text)
{
    return file.size() >= text.size() && std::memcmp(file.data(), text.data(), text.size()) == 0;
}

bool looksLikeText(Bytes file)
{
    const Bytes start = file.first(std::min<size_t>(file.size(), 512));
    return std::all_of(start.begin(), start.end(), [](std::byte b) {
        const auto c = std::to_integer<unsigned char>(b);
        return c >= 0x20 ? c != 0x7f : c == '\n' || c == '\r' || c == '\t';
    });
}

// What is wrong with a file of none of our kinds, as the middle of a sentence.
std::string describe(Bytes file)
{
    using namespace std::string_view_literals;
    if (startsWith(file, "version https://git-lfs"))
        return "is only a pointer to a large file that git did not download";
    if (startsWith(file, "<!DOCTYPE") || startsWith(file, "<html") || startsWith(file, "<!doctype"))
        return "is a web page, probably saved in place of the download";
    if (startsWith(file, "\x89PNG") || startsWith(file, "\xff\xd8\xff") ||
        startsWith(file, "GIF8") ||
        (startsWith(file, "RIFF") && file.size() > 12 && startsWith(file.subspan(8), "WEBP")))
        return "is a picture, not a model";
    if (startsWith(file, "GGUF"))
        return "is a GGUF file, which Likeness does not read";
    if (startsWith(file, "\x80\x02"sv) || startsWith(file, "\x80\x04"sv))
        return "is a bare Python pickle without tensors";
    if (looksLikeText(file))
        return "is a text file, not a model";
    return "is not a model file of any kind that Likeness knows";
}

std::optional<TensorContainer> detect(Bytes file)
{
    if (looksLikeZip(file))
        return TensorContainer::torchZip;
    if (looksLikeLegacyTorch(file))
        return TensorContainer::torchLegacy;
    if (looksLikeSafetensors(file))
        return TensorContainer::safetensors;
    if (looksLikeOnnx(file))
        return TensorContainer::onnx;
    return {};
}

} // namespace

Result<TensorContainer> containerOf(const fs::path& path)
{
    const auto fails = [&](const std::string& what) {
        return base::fail(ErrorCode::wrongFormat,
                          "'" + path.string() + "' " + what + ". " + whatToChoose);
    };
    std::error_code ignored;
    if (fs::is_directory(path, ignored))
        return fails("is a folder");
    if (fs::is_regular_file(path, ignored) && fs::file_size(path, ignored) == 0)
        return fails("is empty");
    const auto file = MappedFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    if (const auto container = detect((*file)->bytes()))
        return *container;
    return fails(describe((*file)->bytes()));
}

Result<TensorFile> readTensorFile(const fs::path& path)
{
    const auto container = containerOf(path);
    if (!container)
        return tl::unexpected(container.error());
    switch (*container) {
    case TensorContainer::safetensors:
        return readSafetensors(path);
    case TensorContainer::torchZip:
    case TensorContainer::torchLegacy:
        return readTorchFile(path);
    case TensorContainer::onnx:
        return readOnnx(path).map([](OnnxGraph&& graph) {
            return TensorFile{std::move(graph.path), std::move(graph.initialisers), {}};
        });
    }
    return base::fail(ErrorCode::internal, "A kind of file was forgotten.");
}

} // namespace likeness::weights
