#include "core/diffusion/Taesd.h"

#include "core/weights/ReadTensors.h"

#include <array>
#include <charconv>

namespace likeness::diffusion {

using base::ErrorCode;
using weights::Conv2d;
using weights::TensorMap;
using weights::Weights;

namespace {

constexpr std::array<int, 4> blocksPerLevel = {3, 3, 3, 1}; // the size doubles between levels
constexpr std::string_view folderPrefix = "decoder.layers.";

bool hasBlock(const TensorMap& tensors, const std::string& layer)
{
    const auto next = tensors.lower_bound(layer + "conv.");
    return next != tensors.end() && next->first.starts_with(layer + "conv.");
}

// The number in front of the first dot, and the rest with its dot.
std::optional<std::pair<int, std::string>> layerOf(std::string_view name)
{
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error != std::errc() || end == name.data() + name.size() || *end != '.')
        return std::nullopt;
    return std::pair(number, std::string(end, name.data() + name.size()));
}

} // namespace

TaesdBlock::TaesdBlock(const Weights& w, int64_t channels)
    : conv_0(w / "conv" / 0, channels, channels, 3, 1, 1), conv_2(w / "conv" / 2, channels, channels, 3, 1, 1),
      conv_4(w / "conv" / 4, channels, channels, 3, 1, 1)
{
}

at::Tensor TaesdBlock::forward(const at::Tensor& x) const
{
    return at::relu(conv_4.forward(at::relu(conv_2.forward(at::relu(conv_0.forward(x))))) + x);
}

Taesd::Taesd(const TaesdOptions& o, const Weights& w)
    : options(o), m_conv_in(w / 0, o.latent_channels, o.width, 3, 1, 1)
{
    int64_t layer = 2; // 1 is a ReLU
    for (size_t level = 0; level < blocksPerLevel.size(); ++level) {
        for (int i = 0; i < blocksPerLevel[level]; ++i)
            m_layers.emplace_back(TaesdBlock(w / layer++, o.width));
        if (level + 1 == blocksPerLevel.size()) {
            m_layers.emplace_back(Conv2d(w / layer, o.width, 3, 3, 1, 1));
        } else {
            m_layers.emplace_back(Upsample());
            m_layers.emplace_back(Conv2d(w / (layer + 1), o.width, o.width, 3, 1, 1, weights::Bias::without));
            layer += 2;
        }
    }
}

at::Tensor Taesd::decode(const at::Tensor& latents, const std::stop_token& stop) const
{
    TORCH_CHECK(latents.dim() == 4 && latents.size(1) == options.latent_channels, "latents must be [B, ",
                options.latent_channels, ", h, w], not ", latents.sizes());
    at::Tensor x = latents.to(m_conv_in.weight.options());
    x = at::relu(m_conv_in.forward(at::tanh(x / 3) * 3)); // [B, width, h, w]
    for (const auto& layer : m_layers) {
        throwIfStopped(stop);
        if (const auto* block = std::get_if<TaesdBlock>(&layer))
            x = block->forward(x);
        else if (const auto* conv = std::get_if<Conv2d>(&layer))
            x = conv->forward(x);
        else
            x = at::upsample_nearest2d(x, {2 * x.size(2), 2 * x.size(3)}); // [B, width, 2h, 2w]
    }
    return x; // [B, 3, 8h, 8w]
}

at::Tensor Taesd::preview(const at::Tensor& latents, const std::stop_token& stop) const
{
    const at::Tensor rgb = decode(latents.detach(), stop).to(at::kCPU, at::kFloat).permute({0, 2, 3, 1});
    return rgb.nan_to_num().clamp(0, 1).mul(255).round().to(at::kByte).contiguous(); // [B, 8h, 8w, 3]
}

TaesdForm taesdFormOf(const TensorMap& tensors)
{
    const auto next = tensors.lower_bound(std::string(folderPrefix));
    return next != tensors.end() && next->first.starts_with(folderPrefix) ? TaesdForm::folder
                                                                        : TaesdForm::original;
}

bool looksLikeTaesdDecoder(const TensorMap& tensors)
{
    // Layers 3 and 18 are blocks in a decoder; an encoder has its last one in place 13.
    return hasBlock(tensors, "decoder.layers.2.") || (hasBlock(tensors, "3.") && hasBlock(tensors, "18."));
}

bool looksLikeTaesdEncoder(const TensorMap& tensors)
{
    return hasBlock(tensors, "1.") && hasBlock(tensors, "13.") && !hasBlock(tensors, "18.");
}

TensorMap taesdInDecoderNames(const TensorMap& tensors)
{
    TensorMap result;
    const bool isFolders = taesdFormOf(tensors) == TaesdForm::folder;
    for (const auto& [name, tensor] : tensors) {
        if (isFolders && name.starts_with("encoder."))
            continue;
        if (isFolders && name.starts_with(folderPrefix))
            result.emplace(name.substr(folderPrefix.size()), tensor);
        else if (const auto layer = layerOf(name); !isFolders && layer && layer->first > 0)
            result.emplace(std::to_string(layer->first - 1) + layer->second, tensor);
        else
            result.emplace(name, tensor);
    }
    return result;
}

std::string taesdNameInFile(const std::string& name, TaesdForm form)
{
    if (form == TaesdForm::folder)
        return std::string(folderPrefix) + name;
    const auto layer = layerOf(name);
    return layer ? std::to_string(layer->first + 1) + layer->second : name;
}

TaesdOptions taesdOptionsOf(const TensorMap& decoder)
{
    TaesdOptions options;
    if (const auto first = decoder.find("0.weight"); first != decoder.end() && first->second.dim() == 4)
        options.latent_channels = std::max<int64_t>(first->second.size(1), 1);
    std::map<int64_t, int> votes; // one odd tensor does not decide
    for (const auto& [name, tensor] : decoder)
        if (name.find(".conv.") != std::string::npos && tensor.dim() > 0)
            ++votes[tensor.size(0)];
    int most = 0;
    for (const auto& [width, count] : votes)
        if (width > 0 && count > most) {
            most = count;
            options.width = width;
        }
    return options;
}

base::Result<Taesd> loadTaesd(const std::filesystem::path& path, weights::Placement placement)
{
    return base::guarded([&]() -> base::Result<Taesd> {
        auto file = weights::readTensorFile(path);
        if (!file)
            return tl::unexpected(file.error());
        if (!looksLikeTaesdDecoder(file->tensors))
            return base::fail(ErrorCode::wrongFormat, "'" + path.string() +
                                                          "' is no preview decoder. Choose a TAESD decoder for "
                                                          "SDXL (taesdxl_decoder.safetensors).");
        file->tensors = taesdInDecoderNames(file->tensors);
        const TaesdOptions options = taesdOptionsOf(file->tensors);
        const Weights w(std::move(*file), placement);
        Taesd taesd(options, w);
        if (auto fits = w.check("a TAESD preview decoder"); !fits)
            return tl::unexpected(fits.error());
        return taesd;
    });
}

} // namespace likeness::diffusion
