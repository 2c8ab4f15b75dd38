// Synchronous data parallelism inside one process (ProcessGroup.h: over many): every worker thread has a model of its
// own over the same parameter storage and gradients of its own; one thread per core beats many threads per operation on
// small models (measured: 73 against 45 pictures/s on 2 cores). Models are where the parameters are; a GPU wants one
// worker.
#pragma once

#include "core/training/Autocast.h"
#include "core/training/ProcessGroup.h"
#include "core/weights/Weights.h"

#include <ATen/core/grad_mode.h>
#include <omp.h>

#include <exception>
#include <functional>
#include <memory>
#include <thread>
#include <vector>

namespace likeness::training {

// Buffers (running statistics of a BatchNorm) are not trained.
inline bool isBuffer(const std::string& name) { return name.find("running_") != std::string::npos; }

template <typename Model> class DataParallel {
public:
    using Build = std::function<Model(const weights::Weights&)>;
    // The loss of one worker's part of the batch: a scalar. `worker`: its number among those of all processes.
    using Loss = std::function<at::Tensor(Model&, int worker)>;

    // `frozen` belongs to the models as well and gets no gradient.
    DataParallel(const weights::TensorMap& parameters, Workers workers, const Build& build,
                 const weights::TensorMap& frozen = {})
        : m_first(workers.first), m_device(parameters.empty() ? at::kCPU : parameters.begin()->second.device())
    {
        for (int worker = 0; worker < workers.count; ++worker) {
            weights::TensorFile alias;
            for (const auto& [name, tensor] : parameters) { // the same storage, a gradient of its own
                const at::Tensor same = tensor.detach();
                if (!isBuffer(name))
                    alias.tensors[name] = same.set_requires_grad(true);
                else
                    alias.tensors[name] = worker == 0 ? same : same.clone();
            }
            m_leaves.push_back(alias.tensors);
            alias.tensors.insert(frozen.begin(), frozen.end());
            m_models.push_back(std::make_unique<Model>(build(weights::Weights(std::move(alias), {at::kFloat, m_device}))));
        }
    }

    // Running statistics belong to a worker: those of the first, which lie in `parameters`' storage, so that the
    // optimiser's checkpoint holds them.
    weights::TensorMap buffers() const
    {
        weights::TensorMap result;
        for (const auto& [name, tensor] : m_leaves[0])
            if (isBuffer(name))
                result[name] = tensor;
        return result;
    }

    int workers() const { return static_cast<int>(m_models.size()); }
    Model& model(int worker) { return *m_models[static_cast<size_t>(worker)]; }

    // Mean loss and mean gradient over the workers; `loss` is computed in `precision`.
    double gradients(const Loss& loss, weights::TensorMap& mean, Precision precision = Precision::fp32)
    {
        const bool inBf16 = trainsInBf16(precision, m_device);
        std::vector<double> losses(m_models.size());
        std::vector<std::exception_ptr> errors(m_models.size());
        {
            std::vector<std::jthread> threads;
            for (int worker = 0; worker < workers(); ++worker)
                threads.emplace_back([&, worker] {
                    const auto i = static_cast<size_t>(worker);
                    omp_set_num_threads(1); // of this thread alone
                    try {
                        for (auto& [name, leaf] : m_leaves[i])
                            leaf.mutable_grad() = at::Tensor();
                        const at::Tensor value = [&] {
                            const Autocast autocast(inBf16);
                            return loss(*m_models[i], m_first + worker);
                        }();
                        value.backward();
                        losses[i] = value.template item<double>();
                    } catch (...) {
                        errors[i] = std::current_exception();
                    }
                });
        }
        for (const auto& error : errors)
            if (error)
                std::rethrow_exception(error);

        const at::NoGradGuard noGradients;
        mean.clear();
        for (auto& [name, leaf] : m_leaves[0]) {
            at::Tensor sum;
            for (auto& leaves : m_leaves) {
                const at::Tensor gradient = leaves[name].grad();
                if (gradient.defined())
                    sum = sum.defined() ? sum.add_(gradient) : gradient;
            }
            if (sum.defined())
                mean[name] = sum.div_(workers());
        }
        double total = 0;
        for (const double value : losses)
            total += value;
        return total / workers();
    }

private:
    int m_first;
    at::Device m_device;
    std::vector<weights::TensorMap> m_leaves;
    std::vector<std::unique_ptr<Model>> m_models;
};

} // namespace likeness::training
