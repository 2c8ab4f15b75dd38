#include "core/weights/Fingerprint.h"

#include "core/base/Sha256.h"

#include <algorithm>

namespace likeness::weights {

std::string fingerprint(const TensorMap& tensors)
{
    constexpr int64_t samples = 64;
    base::Sha256 digest;
    for (const auto& [name, tensor] : tensors) {
        std::string head = name;
        for (const int64_t size : tensor.sizes())
            head += ' ' + std::to_string(size);
        digest.add(std::as_bytes(std::span(head)));
        const int64_t stride = std::max<int64_t>(1, tensor.numel() / samples);
        const at::Tensor values = tensor.detach()
                                      .reshape({-1})
                                      .slice(0, 0, tensor.numel(), stride)
                                      .to(at::kCPU, at::kFloat)
                                      .contiguous();
        digest.add(std::as_bytes(
            std::span(values.const_data_ptr<float>(), static_cast<size_t>(values.numel()))));
    }
    return digest.hex();
}

} // namespace likeness::weights
