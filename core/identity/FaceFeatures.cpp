#include "core/identity/FaceFeatures.h"

#include "core/identity/ImageTensor.h"

#include <algorithm>

namespace likeness::identity {

at::Tensor grayOnWhite(const at::Tensor& rgb, const at::Tensor& kept)
{
    TORCH_CHECK(rgb.dim() == 4 && rgb.size(1) == 3, "grayOnWhite takes [B, 3, H, W], got ",
                rgb.sizes());
    const at::Tensor gray =
        0.299 * rgb.slice(1, 0, 1) + 0.587 * rgb.slice(1, 1, 2) + 0.114 * rgb.slice(1, 2, 3);
    return at::where(kept, gray, 1.0).expand_as(rgb); // [B, 3, H, W]
}

at::Tensor keptLabels(const at::Tensor& labels)
{
    at::Tensor kept = at::ones_like(labels, at::kBool);
    for (const int label : {0, 7, 8, 9, 14, 15, 16, 18})
        kept = kept.logical_and(labels.ne(label));
    return kept;
}

at::Tensor resizeBicubic(const at::Tensor& x, int64_t size, Antialias antialias)
{
    if (antialias == Antialias::with)
        return at::_upsample_bicubic2d_aa(x.contiguous(), {size, size}, /*align_corners=*/false);
    return at::upsample_bicubic2d(x.contiguous(), {size, size}, /*align_corners=*/false);
}

at::Tensor normaliseForClip(const at::Tensor& rgb)
{
    const at::Tensor mean =
        at::tensor({0.48145466, 0.4578275, 0.40821073}, rgb.options()).view({1, 3, 1, 1});
    const at::Tensor deviation =
        at::tensor({0.26862954, 0.26130258, 0.27577711}, rgb.options()).view({1, 3, 1, 1});
    return (rgb - mean) / deviation;
}

at::Tensor faceFeatures(const images::Image& aligned512, const images::Mask& kept512, int64_t size,
                        Antialias antialias)
{
    const at::Tensor view =
        grayOnWhite(imageTensor(aligned512) / 255, maskTensor(kept512)); // [1, 3, 512, 512]
    return normaliseForClip(resizeBicubic(view, size, antialias));       // [1, 3, S, S]
}

at::Tensor pictureFeatures(const images::Image& picture, int64_t size)
{
    const int64_t edge = std::min(picture.width, picture.height);
    const int64_t top = (picture.height - edge) / 2;
    const int64_t left = (picture.width - edge) / 2;
    const at::Tensor square = imageTensor(picture).narrow(2, top, edge).narrow(3, left, edge) / 255;
    return normaliseForClip(resizeBicubic(square, size, Antialias::with)); // [1, 3, S, S]
}

} // namespace likeness::identity
