#include "core/identity/IdentityFile.h"

#include "core/weights/Safetensors.h"

#include <fstream>

namespace likeness::identity {

using base::ErrorCode;
using base::Result;
using weights::TensorFile;
namespace fs = std::filesystem;

namespace {

constexpr const char* format = "likeness-id";
constexpr const char* version = "1";
constexpr int hiddenStates = 5;
constexpr int alignedSide = 112;
constexpr std::uint64_t maximum_bytes = 256 << 20; // the public encoders' is 12 MB

tl::unexpected<base::Error> refuse(const fs::path& path, const std::string& why)
{
    return base::fail(ErrorCode::wrongFormat, "'" + path.string() + "' " + why);
}

std::string entry(const TensorFile& file, const char* name)
{
    const auto found = file.metadata.find(name);
    return found == file.metadata.end() ? "" : found->second;
}

// The tensor `name` if it is there, has this type and rank, and only finite numbers.
at::Tensor sound(const TensorFile& file, const std::string& name, at::ScalarType type, int64_t rank)
{
    const auto found = file.tensors.find(name);
    if (found == file.tensors.end() || found->second.scalar_type() != type ||
        found->second.dim() != rank || found->second.numel() == 0 ||
        (type == at::kFloat && !found->second.isfinite().all().item<bool>()))
        return {};
    return found->second.clone(); // the file may change under a mapping
}

// False if anything is missing or does not belong together.
bool readFeatures(const TensorFile& file, ReferenceFeatures& features)
{
    features.face = sound(file, "face", at::kFloat, 2);
    features.eva = sound(file, "eva", at::kFloat, 2);
    for (int i = 0; i < hiddenStates; ++i)
        features.hidden.push_back(sound(file, "hidden_" + std::to_string(i), at::kFloat, 3));
    if (!features.face.defined() || !features.eva.defined() || features.face.size(0) != 1 ||
        features.eva.size(0) != 1)
        return false;
    for (const at::Tensor& hidden : features.hidden)
        if (!hidden.defined() || hidden.size(0) != 1 ||
            hidden.sizes() != features.hidden.front().sizes())
            return false;
    return true;
}

images::Image readFace(const TensorFile& file)
{
    const at::Tensor pixels = sound(file, "aligned_112", at::kByte, 3);
    if (!pixels.defined() || pixels.sizes() != at::IntArrayRef({alignedSide, alignedSide, 3}))
        return {};
    images::Image image(alignedSide, alignedSide);
    std::copy_n(pixels.contiguous().const_data_ptr<std::uint8_t>(), image.rgb.size(),
                image.rgb.begin());
    return image;
}

} // namespace

Result<void> writeIdentityFile(const fs::path& path, const IdentityFile& file)
{
    return base::guarded([&]() -> Result<void> {
        weights::TensorMap tensors{{"face", file.features.face}, {"eva", file.features.eva}};
        for (size_t i = 0; i < file.features.hidden.size(); ++i)
            tensors["hidden_" + std::to_string(i)] = file.features.hidden[i];
        for (auto& [name, tensor] : tensors)
            tensor = tensor.to(at::kCPU, at::kFloat).contiguous();
        TORCH_CHECK(file.aligned112.width == alignedSide && file.aligned112.height == alignedSide,
                    "an identity file holds a face of 112 x 112 pixels");
        at::Tensor pixels = at::empty({alignedSide, alignedSide, 3}, at::kByte);
        std::copy(file.aligned112.rgb.begin(), file.aligned112.rgb.end(),
                  pixels.data_ptr<std::uint8_t>());
        tensors["aligned_112"] = pixels;
        return weights::writeSafetensors(path, tensors,
                                         {{"format", format},
                                          {"version", version},
                                          {"name", file.name},
                                          {"photo_sha256", file.photoSha256},
                                          {"segmentation", file.segmentation},
                                          {"recogniser", file.recogniser},
                                          {"tower", file.tower}});
    });
}

Result<IdentityFile> readIdentityFile(const fs::path& path)
{
    std::error_code ignored;
    if (const auto size = fs::file_size(path, ignored); !ignored && size > maximum_bytes)
        return refuse(path, "is too large to be an identity file. Choose a file that was saved "
                            "with 'identify --save'.");
    return base::guarded([&]() -> Result<IdentityFile> {
        const auto file = weights::readSafetensors(path);
        if (!file)
            return tl::unexpected(file.error());
        if (entry(*file, "format") != format)
            return refuse(path, "is a file of weights, neither a photo nor an identity file. "
                                "Choose a photo, or a file that was saved with 'identify --save'.");
        if (entry(*file, "version") != version)
            return refuse(path, "is an identity file of another version of Likeness. Save it "
                                "again from the photo.");
        IdentityFile result;
        result.name = entry(*file, "name");
        result.photoSha256 = entry(*file, "photo_sha256");
        result.segmentation = entry(*file, "segmentation");
        result.recogniser = entry(*file, "recogniser");
        result.tower = entry(*file, "tower");
        result.aligned112 = readFace(*file);
        if (!readFeatures(*file, result.features) || result.aligned112.isEmpty())
            return refuse(path, "is a damaged identity file. Save it again from the photo.");
        return result;
    });
}

bool looksLikeIdentityFile(const fs::path& path)
{
    // The header's length, whose upper bytes are 0, and the JSON object: no picture begins so.
    char start[9] = {};
    std::ifstream file(path, std::ios::binary);
    return file.read(start, sizeof start) && start[8] == '{' && start[4] == 0 && start[5] == 0 &&
           start[6] == 0 && start[7] == 0;
}

Result<ReferenceFeatures> featuresFor(const IdentityFile& file, const fs::path& path,
                                      const ArcFace& arcFace, const EvaClip& eva)
{
    const int64_t tokens = eva.options.side() * eva.options.side() + 1;
    const auto& [face, seen, hidden] = file.features;
    const bool fits = file.recogniser == arcFace.fingerprint && file.tower == eva.fingerprint &&
                      face.size(1) == arcFace.options.embedding &&
                      seen.size(1) == eva.options.embedding && hidden.front().size(1) == tokens &&
                      hidden.front().size(2) == eva.options.width;
    if (!fits)
        return base::fail(ErrorCode::invalidInput,
                          "The identity file '" + path.string() +
                              "' was made with other face encoders than this model's. Use its "
                              "photo, or save it again with this model.");
    return file.features;
}

} // namespace likeness::identity
