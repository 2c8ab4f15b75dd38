#include "core/training/Samples.h"

#include "core/diffusion/Samplers.h"

#include <ATen/CPUGeneratorImpl.h>

namespace likeness::training {

namespace {

const std::vector<std::string> prompts = {
    "a photo of a person wearing a black t-shirt, neutral, grey background",
    "a photo of a person wearing a red hoodie, smiling, at the beach",
    "a watercolor portrait of a person wearing a white shirt, smiling, in a forest",
    "a comic portrait of a person wearing a blue suit, neutral, in front of a city at night",
};

diffusion::UnetConditioning conditioning(const Painter& painter, const PainterData& data, const std::string& prompt,
                                         int64_t size, int64_t rows)
{
    const auto words = painter.encoders.encode(tokenIds(data.tokenizer, prompt).unsqueeze(0),
                                               tokenIds(data.tokenizer2, prompt).unsqueeze(0));
    return {words.prompt_embeds.expand({rows, -1, -1}), words.pooled.expand({rows, -1}),
            text::timeIds({size, size, 0, 0, size, size}).expand({rows, -1}).to(data.device)};
}

// Latents [2, C, h, w]: without identity, with identity.
at::Tensor sample(const Painter& painter, const PainterData& data, const std::string& prompt, int64_t size,
                  const ShownIdentity& identity, int64_t steps)
{
    auto generator = at::make_generator<at::CPUGeneratorImpl>(std::uint64_t(7));
    const int64_t cells = size / 8;
    at::Tensor x = at::randn({1, painter.unet.options.in_channels, cells, cells}, generator).repeat({2, 1, 1, 1}).to(data.device);
    const auto words = conditioning(painter, data, prompt, size, 2);
    identity::IdAttention attention(painter.idLayers, painter.idFormer.forward(identity.condition, identity.hidden),
                                    {1}, {.scale = 1});
    const auto sampler = diffusion::makeEuler(data.schedule, steps, diffusion::Sigmas::plain);
    x = x * sampler->initialNoiseScale();
    for (size_t i = 0; i < sampler->steps(); ++i) {
        const at::Tensor timesteps = at::full({2}, sampler->timesteps()[i], x.options());
        const at::Tensor output =
            painter.unet.forward(sampler->scaleModelInput(x, i), timesteps, words, {.extension = &attention});
        x = sampler->step(output, i, x, {});
    }
    return x;
}

void paste(const at::Tensor& picture, at::Tensor& sheet, int64_t row, int64_t column, int64_t size) // [3, size, size]
{
    sheet.narrow(1, row * size, size).narrow(2, column * size, size).copy_(picture);
}

} // namespace

images::Image sampleSheet(const Painter& painter, const diffusion::Vae& vae, const PainterData& data,
                          const SamplePersons& shown, int64_t persons, int64_t steps)
{
    const at::NoGradGuard noGradients;
    const int64_t painted = shown.set.options.size, size = painted / 2; // shown at half size
    at::Tensor sheet = at::zeros({3, persons * size, (1 + 2 * std::ssize(prompts)) * size});
    for (int64_t person = 0; person < persons; ++person) {
        const int64_t index = shown.set.options.persons + person; // held out
        ShownIdentity identity{shown.features.condition[index][0].unsqueeze(0).to(data.device), {}};
        for (const auto& scale : shown.features.hidden)
            identity.hidden.push_back(scale[index][0].to(data.device, at::kFloat).unsqueeze(0));
        const at::Tensor reference = shown.set.arcFace[index][0].to(at::kFloat).unsqueeze(0);
        paste(at::upsample_bilinear2d(reference, {size, size}, false)[0], sheet, person, 0, size);
        for (int64_t i = 0; i < std::ssize(prompts); ++i) {
            const at::Tensor latents =
                sample(painter, data, prompts[static_cast<size_t>(i)], painted, identity, steps) /
                vae.options.scaling_factor;
            const at::Tensor decoded = at::avg_pool2d((vae.decode(latents).clamp(-1, 1) + 1) * 127.5, {2, 2});
            paste(decoded[0], sheet, person, 1 + 2 * i, size);
            paste(decoded[1], sheet, person, 2 + 2 * i, size);
        }
    }
    images::Image image(static_cast<int>(sheet.size(2)), static_cast<int>(sheet.size(1)));
    const at::Tensor bytes = sheet.clamp(0, 255).round().to(at::kByte).permute({1, 2, 0}).contiguous();
    std::copy_n(bytes.const_data_ptr<std::uint8_t>(), image.rgb.size(), image.rgb.begin());
    return image;
}

} // namespace likeness::training
