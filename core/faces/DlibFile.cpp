#include "core/faces/DlibFile.h"

#include "core/faces/DlibLayers.h"

#include <fstream>

namespace likeness::faces {

using base::ErrorCode;
using base::fail;
using base::Result;
namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t largest_bytes = 64 << 20;

std::optional<DlibNetwork> networkIn(std::string_view beginning)
{
    try {
        DlibNumbers numbers(beginning);
        numbers.integer(1, 1);
        const std::string loss = numbers.text(64);
        if (loss == "loss_mmod_")
            return DlibNetwork::faceDetector;
        if (loss == "loss_metric_" || loss == "loss_metric_2")
            return DlibNetwork::faceRecogniser;
    } catch (const DlibUnsound&) {
        return std::nullopt; // something else
    }
    return std::nullopt;
}

const char* nameOf(DlibNetwork network)
{
    return network == DlibNetwork::faceDetector
               ? "dlib's face detector (mmod_human_face_detector.dat)"
               : "dlib's face recogniser (dlib_face_recognition_resnet_model_v1.dat)";
}

Result<std::string> read(const fs::path& path)
{
    const std::string name = "'" + path.string() + "'";
    std::error_code error;
    if (!fs::is_regular_file(path, error))
        return fail(ErrorCode::notFound, name + " is not there, or is no file.");
    const auto size = fs::file_size(path, error);
    if (!error && size > largest_bytes)
        return fail(ErrorCode::wrongFormat,
                    name + " is larger than any of dlib's networks for faces. Choose another file.");
    std::ifstream file(path, std::ios::binary);
    std::string bytes(error ? 0 : size, '\0');
    if (error || !file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())))
        return fail(ErrorCode::io, name + " cannot be read. Change its permissions.");
    return bytes;
}

} // namespace

std::optional<DlibNetwork> dlibNetworkIn(const fs::path& path)
{
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored))
        return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    std::string beginning(64, '\0');
    file.read(beginning.data(), static_cast<std::streamsize>(beginning.size()));
    beginning.resize(static_cast<size_t>(file.gcount()));
    return networkIn(beginning);
}

Result<DlibFile> readDlibFile(const fs::path& path)
{
    return base::guarded([&]() -> Result<DlibFile> {
        auto bytes = read(path);
        if (!bytes)
            return tl::unexpected(bytes.error());
        const auto network = networkIn(*bytes);
        if (!network)
            return fail(ErrorCode::wrongFormat,
                        "'" + path.string() + "' is neither dlib's face detector nor its face "
                                              "recogniser. Choose mmod_human_face_detector.dat or "
                                              "dlib_face_recognition_resnet_model_v1.dat.");
        DlibFile file{*network, std::move(*bytes)};
        try {
            walkDlibFile(file);
        } catch (const DlibUnsound& unsound) {
            return fail(ErrorCode::wrongFormat,
                        "'" + path.string() + "' begins like " + nameOf(*network) +
                            ", but is damaged or another network. Download it again.",
                        unsound.what());
        }
        return file;
    });
}

Result<DlibFile> readDlibFile(const fs::path& path, DlibNetwork wanted)
{
    auto file = readDlibFile(path);
    if (file && file->network != wanted)
        return fail(ErrorCode::wrongFormat,
                    "'" + path.string() + "' is " + nameOf(file->network) + ". Choose " +
                        nameOf(wanted) + ".");
    return file;
}

} // namespace likeness::faces
