#define USE_C10D_GLOO // libtorch was built with it; its header shows the class only then

#include "core/training/ProcessGroup.h"

#include <c10/util/Logging.h>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include <cstdlib>
#include <thread>

namespace likeness::training {

namespace {

constexpr std::int64_t bucket_bytes = 64 << 20;
constexpr std::chrono::milliseconds lookEvery{200}; // of a rank that waits for the first

std::string addressOf(const ProcessEnvironment& environment)
{
    return environment.masterAddress + ":" + std::to_string(environment.masterPort);
}

base::Error notMet(const ProcessEnvironment& environment, std::chrono::seconds patience, const std::exception& exception)
{
    const bool opens = environment.isFirst() && !environment.launcherMeets;
    return {base::ErrorCode::io,
            opens ? "Rank 0 cannot bring the " + std::to_string(environment.size) + " processes together at port " +
                        std::to_string(environment.masterPort) +
                        ": choose a free MASTER_PORT, and see that all ranks are started within " +
                        std::to_string(patience.count()) + " s."
                  : "Rank " + std::to_string(environment.rank) + " could not meet the others at " + addressOf(environment) +
                        " within " + std::to_string(patience.count()) +
                        " s: is rank 0 running there, and do MASTER_ADDR and MASTER_PORT name it?",
            exception.what()};
}

std::vector<std::uint8_t> bytesOf(const std::string& text) { return {text.begin(), text.end()}; }

} // namespace

struct ProcessGroup::Private {
    ProcessEnvironment environment;
    c10::intrusive_ptr<c10d::Store> store;
    c10::intrusive_ptr<c10d::Backend> backend;
    std::int64_t turns = 0; // counts what was told through the store

    // Runs a collective operation.
    base::Result<void> together(const std::function<c10::intrusive_ptr<c10d::Work>()>& operation) const
    {
        try {
            operation()->wait();
            return {};
        } catch (const std::exception& exception) {
            return lost(exception);
        }
    }
    base::Result<void> lost(const std::exception& exception) const
    {
        return base::fail(base::ErrorCode::io,
                          "Rank " + std::to_string(environment.rank) + " of " + std::to_string(environment.size) +
                              " has lost touch with another rank, which ended or does not answer. The training ends "
                              "here; started again, it continues from the last checkpoint.",
                          exception.what());
    }
    base::Result<void> sum(at::Tensor& tensor) const
    {
        at::Tensor onCpu = tensor.to(at::kCPU); // Gloo's place; the tensor itself where it lies there already
        std::vector<at::Tensor> tensors{onCpu};
        auto done = together([&] { return backend->allreduce(tensors, c10d::AllreduceOptions()); });
        if (done && !tensor.is_cpu())
            tensor.copy_(onCpu);
        return done;
    }
};

base::Result<ProcessGroup> ProcessGroup::join(const ProcessEnvironment& environment, std::chrono::seconds patience)
{
    ProcessGroup group;
    if (environment.size == 1)
        return group;
    if (std::getenv("TORCH_CPP_LOG_LEVEL") == nullptr)
        FLAGS_caffe2_log_level = c10::GLOG_FATAL; // errors come back as exceptions, of which we make sentences
    try {
        auto joined = std::make_shared<Private>();
        joined->environment = environment;
        c10d::TCPStoreOptions meeting;
        meeting.port = environment.masterPort;
        meeting.isServer = environment.isFirst() && !environment.launcherMeets;
        meeting.waitWorkers = false;
        meeting.timeout = patience;
        joined->store = c10::make_intrusive<c10d::PrefixStore>(
            "likeness/" + environment.attempt,
            c10::make_intrusive<c10d::TCPStore>(environment.masterAddress, meeting));
        auto options = c10d::ProcessGroupGloo::Options::create_default(patience);
        joined->backend = c10::make_intrusive<c10d::ProcessGroupGloo>(joined->store, environment.rank,
                                                                      environment.size, options);
        group.m_private = std::move(joined);
        return group;
    } catch (const std::exception& exception) {
        return tl::unexpected(notMet(environment, patience, exception));
    }
}

int ProcessGroup::rank() const { return m_private ? m_private->environment.rank : 0; }
int ProcessGroup::size() const { return m_private ? m_private->environment.size : 1; }

base::Result<void> ProcessGroup::average(const weights::TensorMap& parameters, weights::TensorMap& gradients,
                                         std::vector<double>& numbers) const
{
    if (!m_private)
        return {};
    const at::NoGradGuard noGradients;
    // First who has which gradient, with the numbers; then the gradients that anybody has.
    std::vector<double> news = numbers;
    for (const auto& [name, parameter] : parameters) {
        const auto found = gradients.find(name);
        news.push_back(found != gradients.end() && found->second.defined() ? 1 : 0);
    }
    at::Tensor all = at::tensor(news, at::kDouble);
    if (auto summed = m_private->sum(all); !summed)
        return summed;
    for (size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = all[static_cast<int64_t>(i)].item<double>() / size();

    std::vector<std::string> names;
    std::vector<at::Tensor> flat;
    std::int64_t bytes = 0;
    const auto send = [&]() -> base::Result<void> {
        if (names.empty())
            return {};
        at::Tensor bucket = at::cat(flat);
        if (auto summed = m_private->sum(bucket); !summed)
            return summed;
        bucket.div_(size());
        int64_t offset = 0;
        for (const std::string& name : names) {
            const at::Tensor& parameter = parameters.at(name);
            gradients[name] = bucket.narrow(0, offset, parameter.numel()).view(parameter.sizes());
            offset += parameter.numel();
        }
        names.clear();
        flat.clear();
        bytes = 0;
        return {};
    };
    auto index = static_cast<int64_t>(numbers.size());
    for (const auto& [name, parameter] : parameters) {
        if (all[index++].item<double>() == 0)
            continue;
        const at::Tensor& own = gradients[name];
        flat.push_back(own.defined() ? own.reshape({-1}) : at::zeros({parameter.numel()}, parameter.options()));
        names.push_back(name);
        bytes += parameter.numel() * static_cast<std::int64_t>(parameter.element_size());
        if (bytes >= bucket_bytes)
            if (auto sent = send(); !sent)
                return sent;
    }
    return send();
}

base::Result<void> ProcessGroup::broadcast(const weights::TensorMap& tensors) const
{
    if (!m_private)
        return {};
    const at::NoGradGuard noGradients;
    for (const auto& [name, tensor] : tensors) {
        at::Tensor value = tensor.detach().to(at::kCPU).contiguous();
        std::vector<at::Tensor> sent{value};
        auto done = m_private->together([&] { return m_private->backend->broadcast(sent, c10d::BroadcastOptions()); });
        if (!done)
            return done;
        if (!isFirst())
            tensor.detach().copy_(value);
    }
    return {};
}

base::Result<void> ProcessGroup::broadcast(std::int64_t& number) const
{
    const at::Tensor value = at::full({1}, number, at::kLong);
    auto done = broadcast({{"number", value}});
    number = value.item<std::int64_t>();
    return done;
}

base::Result<void> ProcessGroup::byFirst(const std::function<base::Result<void>()>& work, std::stop_token stop) const
{
    if (!m_private)
        return work();
    const std::string key = "turn" + std::to_string(m_private->turns++);
    base::Result<void> result;
    try {
        auto& store = *m_private->store;
        if (isFirst()) {
            result = base::guarded(work);
            store.set(key, bytesOf(result ? "" : std::to_string(static_cast<int>(result.error().code)) + " " +
                                                     result.error().message));
        } else {
            while (!store.check({key})) {
                if (stop.stop_requested())
                    return base::fail(base::ErrorCode::cancelled, "The training was stopped.");
                std::this_thread::sleep_for(lookEvery);
            }
            const auto bytes = store.get(key);
            const std::string said(bytes.begin(), bytes.end());
            if (const size_t blank = said.find(' '); blank != std::string::npos)
                result = base::fail(static_cast<base::ErrorCode>(std::stoi(said)), said.substr(blank + 1));
        }
    } catch (const std::exception& exception) {
        return m_private->lost(exception);
    }
    // All go on together: the store lives in the first rank, which must not end before the others have read.
    at::Tensor nothing = at::zeros({1});
    if (auto met = m_private->sum(nothing); !met)
        return met;
    return result;
}

base::Result<void> ProcessGroup::agreeOn(const std::string& text) const
{
    if (!m_private)
        return {};
    std::string said;
    const std::string key = "agreed" + std::to_string(m_private->turns);
    const auto tell = [&]() -> base::Result<void> {
        m_private->store->set(key, bytesOf(text));
        return {};
    };
    if (auto told = byFirst(tell); !told)
        return told;
    try {
        const auto bytes = m_private->store->get(key);
        said.assign(bytes.begin(), bytes.end());
    } catch (const std::exception& exception) {
        return m_private->lost(exception);
    }
    at::Tensor others = at::full({1}, said == text ? 0.0 : 1.0);
    if (auto met = m_private->sum(others); !met)
        return met;
    if (others.item<double>() == 0)
        return {};
    return base::fail(base::ErrorCode::invalidInput,
                      "The processes of this training were started with different options: rank 0 has " +
                          (isFirst() ? text : said + ", rank " + std::to_string(rank()) + " has " + text) +
                          ". Start all of them alike.");
}

} // namespace likeness::training
