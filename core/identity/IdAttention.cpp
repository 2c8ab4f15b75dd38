#include "core/identity/IdAttention.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

namespace likeness::identity {

using weights::Bias;
using weights::Weights;

namespace {

constexpr int64_t globalTokens = 5; // the tokens of the face vector stand first
constexpr int64_t maximumLayer = 4096;

at::Tensor splitHeads(const at::Tensor& x, int64_t heads) // [B, N, h*d] → [B, h, N, d]
{
    return x.unflatten(-1, {heads, -1}).transpose(1, 2);
}

at::Tensor appendZeros(const at::Tensor& x, int64_t count) // [B, h, T, d] → [B, h, T + count, d]
{
    return count == 0 ? x : at::constant_pad_nd(x, {0, 0, 0, count});
}

} // namespace

double IdAttentionSettings::scaleOf(int64_t layer) const
{
    const auto factor = layerFactors.find(layer);
    return factor == layerFactors.end() ? scale : scale * factor->second;
}

IdAttentionOptions idAttentionOptionsOf(const Weights& w)
{
    IdAttentionOptions options;
    options.tokenWidth = 0;
    for (int64_t layer = 0; layer < maximumLayer; ++layer) {
        const std::string name = std::to_string(layer);
        if (!w.hasAnyBelow(name))
            continue;
        options.layers[layer] = w.size(name + ".id_to_k.weight", 0);
        options.tokenWidth = std::max(options.tokenWidth, w.size(name + ".id_to_k.weight", 1));
    }
    return options;
}

IdAttentionLayer::IdAttentionLayer(const Weights& w, int64_t tokenWidth, int64_t width)
    : id_to_k(w / "id_to_k", tokenWidth, width, Bias::without),
      id_to_v(w / "id_to_v", tokenWidth, width, Bias::without)
{
}

IdAttentionLayers::IdAttentionLayers(const Weights& w, const IdAttentionOptions& options_)
    : options(options_)
{
    for (const auto& [layer, width] : options.layers)
        layers.emplace(layer, IdAttentionLayer(w / layer, options.tokenWidth, width));
}

IdAttention::IdAttention(const IdAttentionLayers& layers, at::Tensor tokens,
                         std::vector<int64_t> rows, IdAttentionSettings settings)
    : m_layers(layers), m_tokens(std::move(tokens)), m_rows(std::move(rows)), m_settings(settings)
{
    TORCH_CHECK(m_tokens.dim() == 3 && m_tokens.size(2) == layers.options.tokenWidth,
                "identity tokens are [rows, T, ", layers.options.tokenWidth, "], got ",
                m_tokens.sizes());
    TORCH_CHECK(m_tokens.size(0) == static_cast<int64_t>(m_rows.size()),
                "one identity per row: ", m_rows.size(), " rows, tokens ", m_tokens.sizes());
    TORCH_CHECK(std::adjacent_find(m_rows.begin(), m_rows.end(), std::greater_equal<>()) ==
                        m_rows.end() &&
                    (m_rows.empty() || m_rows.front() >= 0),
                "the rows of an identity ascend");
    TORCH_CHECK(m_settings.zeroTokens >= 0, "the number of zero tokens is not negative");
    m_rowIndices = at::tensor(m_rows, at::kLong);
}

const IdAttention::KeysAndValues&
IdAttention::keysAndValues(const diffusion::CrossAttentionSite& site)
{
    if (const auto made = m_cache.find(site.layer); made != m_cache.end())
        return made->second;
    const auto found = m_layers.layers.find(site.layer);
    TORCH_CHECK(found != m_layers.layers.end(),
                "the identity adapter has no weights for attention layer ", site.layer,
                "; it was made for another model");
    const auto project = [&](const weights::Linear& linear) {
        return appendZeros(splitHeads(linear.forward(m_tokens), site.heads), m_settings.zeroTokens);
    };
    KeysAndValues made{project(found->second.id_to_k), project(found->second.id_to_v)};
    return m_cache.emplace(site.layer, std::move(made)).first->second;
}

at::Tensor IdAttention::extend(const diffusion::CrossAttentionSite& site, const at::Tensor& query,
                               const at::Tensor& /*textKeys*/, const at::Tensor& textResult)
{
    const double scale = m_settings.scaleOf(site.layer);
    if (scale == 0 || m_rows.empty())
        return textResult;
    TORCH_CHECK(m_rows.back() < query.size(0), "the identity's row ", m_rows.back(),
                " is not in the batch of ", query.size(0));
    m_rowIndices = m_rowIndices.to(query.device());
    const bool allRows = static_cast<int64_t>(m_rows.size()) == query.size(0); // they ascend
    const at::Tensor q = splitHeads(allRows ? query : query.index_select(0, m_rowIndices),
                                    site.heads); // [R, h, N, d]
    const at::Tensor out =
        allRows ? textResult : textResult.index_select(0, m_rowIndices); // [R, N, C]
    const auto& [keys, values] = keysAndValues(site);
    const at::Tensor id =
        at::scaled_dot_product_attention(q, keys, values).transpose(1, 2).flatten(2); // [R, N, C]
    const at::Tensor sum = addIdentity(out, id, q, keys, scale, m_settings.ortho);
    return allRows ? sum : textResult.index_copy(0, m_rowIndices, sum); // [B, N, C]
}

at::Tensor IdAttention::identityShare(const diffusion::CrossAttentionSite& site,
                                      const at::Tensor& query)
{
    TORCH_CHECK(!m_rows.empty() && m_rows.back() < query.size(0),
                "no identity in a batch of ", query.size(0));
    const at::Tensor q = splitHeads(query.narrow(0, m_rows.back(), 1), site.heads)[0]; // [h, N, d]
    const int64_t tokens = m_tokens.size(1);
    const at::Tensor keys =
        keysAndValues(site).keys.select(0, -1).narrow(1, 0, tokens).to(at::kFloat); // [h, T, d]
    const at::Tensor logits = at::matmul(q.to(at::kFloat), keys.transpose(1, 2)) /
                              std::sqrt(static_cast<double>(q.size(2))); // [h, N, T]
    // Zero tokens have logit 0 each: softmax's share of the others is a sigmoid.
    const double zeros = static_cast<double>(std::max<int64_t>(m_settings.zeroTokens, 1));
    return (logits.logsumexp(-1) - std::log(zeros)).sigmoid().mean(0); // [N]
}

at::Tensor addIdentity(const at::Tensor& out, const at::Tensor& id, const at::Tensor& query,
                       const at::Tensor& keys, double scale, Ortho ortho)
{
    if (ortho == Ortho::none)
        return out + scale * id;
    constexpr double tiny = 1e-30; // a channel that is zero everywhere has no projection
    const at::Tensor o = out.to(at::kFloat);
    const at::Tensor i = id.to(at::kFloat);
    const at::Tensor share =
        (o * i).sum(1, true) / (o * o).sum(1, true).clamp_min(tiny); // [B, 1, C]
    const at::Tensor projection = o * share;                         // [B, N, C]
    if (ortho == Ortho::v1)
        return (o + scale * (i - projection)).to(out.scalar_type());
    const at::Tensor attention =
        at::matmul(query, keys.transpose(-2, -1)).to(at::kFloat).softmax(-1);        // [B, h, N, T]
    const at::Tensor m = attention.mean(1).slice(-1, 0, globalTokens).sum(-1, true); // [B, N, 1]
    return (o + scale * (i + (m - 1) * projection)).to(out.scalar_type());
}

} // namespace likeness::identity
