#include "core/diffusion/LatentPreview.h"

#include "core/base/AtomicFile.h"

#include <nlohmann/json.hpp>

namespace likeness::diffusion {

namespace {

// rows × columns numbers, or an undefined tensor.
at::Tensor matrix(const nlohmann::json& rows, size_t columns)
{
    std::vector<float> values;
    if (!rows.is_array() || rows.empty() || rows.size() > 256)
        return {};
    for (const auto& row : rows) {
        if (!row.is_array() || row.size() != columns)
            return {};
        for (const auto& value : row) {
            if (!value.is_number())
                return {};
            values.push_back(value.get<float>());
        }
    }
    return at::tensor(values).view({static_cast<int64_t>(rows.size()), static_cast<int64_t>(columns)});
}

std::vector<float> numbers(const at::Tensor& row)
{
    return {row.data_ptr<float>(), row.data_ptr<float>() + row.numel()};
}

} // namespace

LatentRgb LatentRgb::sdxl()
{
    return {at::tensor({0.3651f, 0.4232f, 0.4341f, -0.2533f, -0.0042f, 0.1068f, 0.1076f, 0.1111f, -0.0362f, -0.3165f,
                        -0.2492f, -0.2188f})
                .view({4, 3}),
            at::tensor({0.1084f, -0.0175f, -0.0011f})};
}

base::Result<LatentRgb> LatentRgb::parse(std::string_view text, const std::string& name)
{
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_object() && json.contains("latent_rgb_factors") && json.contains("latent_rgb_bias")) {
        const at::Tensor factors = matrix(json["latent_rgb_factors"], 3);
        const at::Tensor bias = matrix(nlohmann::json::array({json["latent_rgb_bias"]}), 3);
        if (factors.defined() && bias.defined())
            return LatentRgb{factors, bias.view({3})};
    }
    return base::fail(base::ErrorCode::wrongFormat,
                      "'" + name + "' must hold \"latent_rgb_factors\" (a list of [r, g, b] for each latent channel) "
                                   "and \"latent_rgb_bias\" ([r, g, b]).");
}

base::Result<LatentRgb> LatentRgb::read(const std::filesystem::path& file)
{
    auto text = base::readFile(file, 1 << 20);
    if (!text)
        return tl::unexpected(text.error());
    return parse(*text, file.string());
}

std::string LatentRgb::json() const
{
    std::vector<std::vector<float>> rows;
    for (int64_t i = 0; i < factors.size(0); ++i)
        rows.push_back(numbers(factors[i].contiguous()));
    const nlohmann::ordered_json result = {{"latent_rgb_factors", rows}, {"latent_rgb_bias", numbers(bias)}};
    return result.dump(2) + "\n";
}

LatentRgb LatentRgb::fit(const at::Tensor& latents, const at::Tensor& images)
{
    TORCH_CHECK(latents.dim() == 4 && images.dim() == 4 && images.size(1) == 3 && images.size(0) == latents.size(0),
                "latents and pictures must be pairs, not ", latents.sizes(), " and ", images.sizes());
    const auto rows = [](const at::Tensor& x) { // [N*h*w, channels]
        return x.detach().to(at::kCPU, at::kDouble).permute({0, 2, 3, 1}).flatten(0, 2);
    };
    const at::Tensor colours = rows(at::adaptive_avg_pool2d(images, {latents.size(2), latents.size(3)}));
    const at::Tensor cells = rows(latents);
    const at::Tensor X = at::cat({cells, at::ones({cells.size(0), 1}, at::kDouble)}, 1); // [N*h*w, C+1]
    const at::Tensor ridge = 1e-6 * at::eye(X.size(1), at::kDouble); // solvable also where a channel is constant
    const at::Tensor solution = at::linalg_solve(X.t().matmul(X) + ridge, X.t().matmul(colours)).to(at::kFloat);
    return {solution.slice(0, 0, -1).contiguous(), solution[-1].contiguous()};
}

at::Tensor LatentRgb::preview(const at::Tensor& latents) const
{
    TORCH_CHECK(latents.dim() == 4 && latents.size(1) == factors.size(0), "latents must be [B, ", factors.size(0),
                ", h, w], not ", latents.sizes());
    const at::Tensor cells = latents.detach().to(at::kCPU, at::kFloat).permute({0, 2, 3, 1}); // [B, h, w, C]
    const at::Tensor rgb = at::matmul(cells, factors) + bias;                                 // [B, h, w, 3], -1..1
    return ((rgb + 1) / 2).nan_to_num().clamp(0, 1).mul(255).round().to(at::kByte).contiguous();
}

} // namespace likeness::diffusion
