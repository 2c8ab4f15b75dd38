#include "core/training/Checkpointed.h"

#include "core/training/Autocast.h"

#include <memory>

namespace likeness::training {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

// A C++ object that rides along with the context of an autograd function.
struct Held : torch::CustomClassHolder {
    explicit Held(TensorFunction f) : function(std::move(f)) {}
    TensorFunction function;
    const bool inBf16 = Autocast::isOn();
};

struct Recomputed : torch::autograd::Function<Recomputed> {
    // `anchor` needs a gradient, so that backward is called also where only parameters do.
    static variable_list forward(AutogradContext* context, const TensorFunction& function, const at::Tensor& anchor,
                                 at::TensorList inputs)
    {
        (void)anchor;
        variable_list kept;
        for (const auto& input : inputs)
            kept.push_back(input.detach());
        context->saved_data["function"] = c10::IValue::make_capsule(c10::make_intrusive<Held>(function));
        context->save_for_backward(inputs.vec());
        const at::NoGradGuard noGradients;
        return function(kept);
    }

    static variable_list backward(AutogradContext* context, const variable_list& gradients)
    {
        const auto held = c10::static_intrusive_pointer_cast<Held>(context->saved_data["function"].toCapsule());
        variable_list inputs;
        for (const auto& input : context->get_saved_variables())
            inputs.push_back(input.detach().set_requires_grad(input.requires_grad()));
        variable_list outputs, outputGradients;
        {
            const at::AutoGradMode withGradients(true);
            const Autocast asForward(held->inBf16);
            const variable_list all = held->function(inputs);
            for (size_t i = 0; i < all.size(); ++i)
                if (all[i].requires_grad() && gradients[i].defined()) {
                    outputs.push_back(all[i]);
                    outputGradients.push_back(gradients[i]);
                }
        }
        if (!outputs.empty()) // also adds to the gradients of the parameters
            torch::autograd::backward(outputs, outputGradients);
        variable_list result = {at::Tensor(), at::Tensor()}; // the function, the anchor
        for (const auto& input : inputs)
            result.push_back(input.grad());
        return result;
    }
};

} // namespace

std::vector<at::Tensor> checkpointed(const TensorFunction& function, const std::vector<at::Tensor>& inputs)
{
    if (!at::GradMode::is_enabled())
        return function(inputs);
    const at::Tensor anchor = at::zeros({}).set_requires_grad(true);
    return Recomputed::apply(function, anchor, at::TensorList(inputs));
}

} // namespace likeness::training
