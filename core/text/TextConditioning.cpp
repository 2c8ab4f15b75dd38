#include "core/text/TextConditioning.h"

namespace likeness::text {

namespace {

at::Tensor hiddenState(const TextEncoding& encoding, int64_t clip_skip)
{
    const auto layers = static_cast<int64_t>(encoding.hidden_states.size());
    TORCH_CHECK(clip_skip >= 0 && clip_skip + 2 <= layers, "clip_skip ", clip_skip,
                " is more than the encoder has");
    return encoding.hidden_states[static_cast<size_t>(layers - 2 - clip_skip)];
}

} // namespace

at::Tensor tokenIds(const ClipTokenizer& tokenizer, const std::vector<std::string>& prompts)
{
    std::vector<int64_t> ids;
    for (const std::string& prompt : prompts) {
        const auto row = tokenizer.tokenize(prompt).ids;
        ids.insert(ids.end(), row.begin(), row.end());
    }
    return at::tensor(ids, at::kLong)
        .view({static_cast<int64_t>(prompts.size()),
               static_cast<int64_t>(tokenizer.length())}); // [B, T]
}

TextConditioning SdxlTextEncoders::encode(const at::Tensor& ids_1, const at::Tensor& ids_2,
                                          int64_t clip_skip) const
{
    const TextEncoding narrow = text_encoder.forward(ids_1);
    const TextEncoding wide = text_encoder_2.forward(ids_2);
    TORCH_CHECK(wide.text_embeds.defined(), "the second text encoder has no projection");
    return {at::cat({hiddenState(narrow, clip_skip), hiddenState(wide, clip_skip)},
                    -1), // [B, T, C1 + C2]
            wide.text_embeds};
}

TextConditioning SdxlTextEncoders::absent(int64_t batch) const
{
    const ClipTextOptions& wide = text_encoder_2.options;
    const auto options = text_encoder_2.position_embedding.options().requires_grad(false);
    return {at::zeros({batch, wide.max_position_embeddings,
                       text_encoder.options.hidden_size + wide.hidden_size},
                      options),
            at::zeros({batch, wide.projection_dim}, options)};
}

base::Result<SdxlTextEncoders> loadSdxlTextEncoders(const std::filesystem::path& model,
                                                    weights::Placement placement)
{
    auto narrow = loadClipTextEncoder(model / "text_encoder", placement);
    if (!narrow)
        return tl::unexpected(narrow.error());
    auto wide = loadClipTextEncoder(model / "text_encoder_2", placement);
    if (!wide)
        return tl::unexpected(wide.error());
    if (!wide->text_projection.defined())
        return base::fail(
            base::ErrorCode::wrongFormat,
            "The second text encoder in '" + model.string() +
                "' has no projection, so this is not an SDXL model. Choose an SDXL model.");
    return SdxlTextEncoders{std::move(*narrow), std::move(*wide)};
}

at::Tensor timeIds(const PictureSizes& s)
{
    const int64_t numbers[] = {s.originalHeight, s.originalWidth, s.cropTop,
                               s.cropLeft,       s.targetHeight,  s.targetWidth};
    return at::tensor(at::ArrayRef<int64_t>(numbers)).to(at::kFloat).unsqueeze(0); // [1, 6]
}

} // namespace likeness::text
