#include "core/identity/ImageTensor.h"

namespace likeness::identity {

at::Tensor imageTensor(const images::Image& image)
{
    TORCH_CHECK(!image.isEmpty(), "an empty picture has no tensor");
    at::Tensor bytes = at::empty({image.height, image.width, 3}, at::kByte);
    std::copy(image.rgb.begin(), image.rgb.end(), bytes.data_ptr<std::uint8_t>());
    return bytes.permute({2, 0, 1}).unsqueeze(0).to(at::kFloat).contiguous(); // [1, 3, H, W]
}

at::Tensor maskTensor(const images::Mask& mask)
{
    at::Tensor bytes = at::empty({1, 1, mask.height, mask.width}, at::kByte);
    std::copy(mask.value.begin(), mask.value.end(), bytes.data_ptr<std::uint8_t>());
    return bytes.ge(128); // [1, 1, H, W]
}

} // namespace likeness::identity
