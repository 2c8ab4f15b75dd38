#include "core/training/LowRank.h"

#include "core/training/Initialise.h"
#include "core/weights/Safetensors.h"

namespace likeness::training {

namespace {

const std::string weightEnd = ".weight", downEnd = ".down", upEnd = ".up";

// Factors must be fewer numbers than the weight itself.
bool isWorthIt(const at::Tensor& weight, int64_t rank)
{
    return weight.dim() >= 2 && rank * (weight.size(0) + weight[0].numel()) < weight.numel();
}

} // namespace

weights::TensorMap lowRankFactors(const weights::TensorMap& model, int64_t rank, std::uint64_t seed)
{
    const auto draw = startValues(seed, {upEnd});
    weights::TensorMap factors;
    for (const auto& [name, weight] : model) {
        if (!name.ends_with(weightEnd) || !isWorthIt(weight, rank))
            continue;
        std::vector<int64_t> down = weight.sizes().vec(), up(weight.dim(), 1);
        down[0] = rank;
        up[0] = weight.size(0);
        up[1] = rank;
        const std::string module = name.substr(0, name.size() - weightEnd.size());
        factors[module + downEnd] = draw(module + downEnd, down);
        factors[module + upEnd] = draw(module + upEnd, up);
    }
    return factors;
}

weights::TensorMap changed(const weights::TensorMap& model, const weights::TensorMap& factors)
{
    weights::TensorMap result = model;
    for (const auto& [name, down] : factors) {
        if (!name.ends_with(downEnd))
            continue;
        const std::string module = name.substr(0, name.size() - downEnd.size());
        at::Tensor& weight = result.at(module + weightEnd);
        const at::Tensor up = factors.at(module + upEnd).flatten(1); // [out, rank]
        weight = weight + at::matmul(up, down.flatten(1)).view_as(weight);
    }
    return result;
}

base::Result<void> writeLora(const std::filesystem::path& file, const weights::TensorMap& factors)
{
    weights::TensorMap tensors;
    for (const auto& [name, factor] : factors) {
        const bool isDown = name.ends_with(downEnd);
        const std::string module = name.substr(0, name.rfind('.'));
        tensors["unet." + module + (isDown ? ".lora_A.weight" : ".lora_B.weight")] = factor.detach().to(at::kHalf);
    }
    return weights::writeSafetensors(file, tensors, {{"format", "pt"}});
}

} // namespace likeness::training
