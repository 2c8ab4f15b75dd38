#include "core/generation/AttentionMaps.h"

namespace likeness::generation {

namespace {

images::Image grayPicture(const at::Tensor& map) // [h, w], 0..1
{
    const at::Tensor bytes = map.clamp(0, 1).mul(255).nan_to_num().round().to(at::kByte);
    const at::Tensor rgb = bytes.unsqueeze(-1).expand({-1, -1, 3}).contiguous(); // [h, w, 3]
    images::Image image(static_cast<int>(rgb.size(1)), static_cast<int>(rgb.size(0)));
    std::copy_n(rgb.const_data_ptr<std::uint8_t>(), image.rgb.size(), image.rgb.begin());
    return image;
}

} // namespace

void addAttentionMaps(std::vector<AttentionMap>& maps, int step,
                      const std::vector<identity::IdentityBlock>& blocks,
                      const std::map<int64_t, at::Tensor>& layers)
{
    for (const identity::IdentityBlock& block : blocks) {
        std::vector<at::Tensor> ofBlock;
        for (const int64_t layer : block.layers)
            if (const auto found = layers.find(layer); found != layers.end())
                ofBlock.push_back(found->second);
        if (!ofBlock.empty())
            maps.push_back({step, block.name, grayPicture(at::stack(ofBlock).mean(0))});
    }
}

} // namespace likeness::generation
