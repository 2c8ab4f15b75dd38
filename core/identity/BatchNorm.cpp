#include "core/identity/BatchNorm.h"

namespace likeness::identity {

BatchNorm::BatchNorm(const weights::Weights& w, int64_t channels)
    : weight(w.take("weight", {channels})), bias(w.take("bias", {channels})),
      running_mean(w.take("running_mean", {channels})),
      running_var(w.take("running_var", {channels}))
{
    w.ignore("num_batches_tracked");
}

at::Tensor BatchNorm::forward(const at::Tensor& x, Mode mode) const
{
    return at::batch_norm(x, weight, bias, running_mean, running_var, mode == Mode::train, momentum,
                          eps,
                          /*cudnn_enabled=*/true);
}

} // namespace likeness::identity
