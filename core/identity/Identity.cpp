#include "core/identity/Identity.h"

#include <ATen/core/grad_mode.h>

namespace likeness::identity {

namespace {

// The same tensor where the model's weights are, in their type.
at::Tensor placedAs(const at::Tensor& x, const at::Tensor& weight)
{
    return x.to(weight.options());
}

std::vector<at::Tensor> zerosLike(const std::vector<at::Tensor>& tensors)
{
    std::vector<at::Tensor> result;
    for (const auto& tensor : tensors)
        result.push_back(at::zeros_like(tensor));
    return result;
}

// The references' hidden states behind one another, scale by scale: five of [1, n*T, C].
std::vector<at::Tensor> joinedHidden(const std::vector<ReferenceFeatures>& references)
{
    std::vector<at::Tensor> result;
    for (size_t scale = 0; scale < references.front().hidden.size(); ++scale) {
        std::vector<at::Tensor> parts;
        for (const auto& reference : references)
            parts.push_back(reference.hidden[scale]);
        result.push_back(at::cat(parts, 1));
    }
    return result;
}

IdentityEmbedding embed(const IdFormer& former, const std::vector<ReferenceFeatures>& references)
{
    std::vector<at::Tensor> conditions;
    for (const auto& reference : references)
        conditions.push_back(placedAs(reference.condition(), former.latents));
    std::vector<at::Tensor> hidden = joinedHidden(references);
    std::vector<at::Tensor> nobody = zerosLike(references.front().hidden);
    for (auto* states : {&hidden, &nobody})
        for (auto& state : *states)
            state = placedAs(state, former.latents);
    return {former.forward(at::stack(conditions, 1), hidden), // [1, queries, output]
            former.forward(at::zeros_like(conditions.front()), nobody)};
}

IdentityEmbedding embed(const IdEncoder& encoder, const std::vector<ReferenceFeatures>& references,
                        ReferenceMix mix)
{
    std::vector<at::Tensor> conditional, unconditional;
    const at::Tensor& like = encoder.body.norm1.weight; // in the type that is computed in
    for (size_t i = 0; i < references.size(); ++i) {
        const at::Tensor condition = placedAs(references[i].condition(), like);
        std::vector<at::Tensor> hidden = references[i].hidden;
        for (auto& state : hidden)
            state = placedAs(state, like);
        const bool whole = i == 0 || mix == ReferenceMix::all;
        const int64_t kept = whole ? encoder.options.tokens() : encoder.options.idTokens;
        conditional.push_back(encoder.forward(condition, hidden).slice(1, 0, kept));
        unconditional.push_back(
            encoder.forward(at::zeros_like(condition), zerosLike(hidden)).slice(1, 0, kept));
    }
    return {at::cat(conditional, 1), at::cat(unconditional, 1)}; // [1, T, output]
}

} // namespace

ReferenceFeatures readReference(const ArcFace& arcFace, const EvaClip& eva,
                                const faces::FaceCrop& crop, Antialias antialias,
                                const std::stop_token& stop)
{
    const at::NoGradGuard noGradients;
    const at::Tensor pixels =
        faceFeatures(crop.aligned512, crop.kept512, eva.options.imageSize, antialias);
    const EvaResult seen = eva.forward(placedAs(pixels, eva.cls_token), stop);
    return {readFace(arcFace, crop.aligned112).to(seen.feature.options()), seen.unitFeature(),
            seen.hidden};
}

at::Tensor readFace(const ArcFace& arcFace, const images::Image& aligned112)
{
    const at::NoGradGuard noGradients;
    return arcFace.forward(placedAs(arcFaceInput(aligned112), arcFace.prelu));
}

at::Tensor readPicture(const EvaClip& eva, const images::Image& picture,
                       const std::stop_token& stop)
{
    const at::NoGradGuard noGradients;
    return eva
        .forward(placedAs(pictureFeatures(picture, eva.options.imageSize), eva.cls_token), stop)
        .feature;
}

IdentityEmbedding embedIdentity(const Adapter& adapter,
                                const std::vector<ReferenceFeatures>& references, ReferenceMix mix)
{
    TORCH_CHECK(!references.empty(), "an identity needs a reference");
    const at::NoGradGuard noGradients;
    if (const auto* former = std::get_if<IdFormer>(&adapter.encoder))
        return embed(*former, references);
    return embed(std::get<IdEncoder>(adapter.encoder), references, mix);
}

base::Result<IdentityEmbedding> mixed(const IdentityEmbedding& first,
                                      const IdentityEmbedding& second, double share)
{
    if (first.conditional.sizes() != second.conditional.sizes())
        return base::fail(base::ErrorCode::invalidInput,
                          "Two people can only be mixed with equally many tokens, not " +
                              std::to_string(first.conditional.size(1)) + " and " +
                              std::to_string(second.conditional.size(1)) +
                              ": give both the same number of photos.");
    const at::NoGradGuard noGradients;
    return IdentityEmbedding{at::lerp(first.conditional, second.conditional, share),
                             at::lerp(first.unconditional, second.unconditional, share)};
}

std::vector<ReferenceFeatures> repeatedTo(std::vector<ReferenceFeatures> references, size_t count)
{
    TORCH_CHECK(!references.empty(), "an identity needs a reference");
    const size_t own = references.size();
    for (size_t i = own; i < count; ++i)
        references.push_back(references[i - own]);
    return references;
}

} // namespace likeness::identity
