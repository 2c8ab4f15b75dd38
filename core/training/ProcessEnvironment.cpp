#include "core/training/ProcessEnvironment.h"

#include <charconv>
#include <cstdlib>
#include <string_view>

namespace likeness::training {

namespace {

constexpr int mostProcesses = 1'000'000;

// A number of `low` … `high` from the variable, or a sentence that says what is wrong with it.
base::Result<int> number(const EnvironmentLookup& lookup, const char* name, int low, int high)
{
    const char* text = lookup(name);
    if (text == nullptr || *text == 0)
        return base::fail(base::ErrorCode::invalidInput,
                          std::string(name) + " is not set, but other variables of a training on several processes are "
                                              "(RANK, WORLD_SIZE): set it, as torchrun does, or unset them.");
    const std::string_view digits(text);
    int value = 0;
    const auto [end, error] = std::from_chars(digits.begin(), digits.end(), value);
    if (error != std::errc() || end != digits.end() || value < low || value > high)
        return base::fail(base::ErrorCode::invalidInput, std::string(name) + " is '" + text + "'; it must be a number from " +
                                                             std::to_string(low) + " to " + std::to_string(high) + ".");
    return value;
}

std::string textOf(const EnvironmentLookup& lookup, const char* name)
{
    const char* text = lookup(name);
    return text ? text : "";
}

} // namespace

base::Result<ProcessEnvironment> processEnvironment(const EnvironmentLookup& lookup)
{
    ProcessEnvironment environment;
    if (textOf(lookup, "RANK").empty() && textOf(lookup, "WORLD_SIZE").empty())
        return environment;
    const auto size = number(lookup, "WORLD_SIZE", 1, mostProcesses);
    if (!size)
        return tl::unexpected(size.error());
    const auto rank = number(lookup, "RANK", 0, mostProcesses);
    if (!rank)
        return tl::unexpected(rank.error());
    environment.size = *size;
    environment.rank = *rank;
    if (environment.rank >= environment.size)
        return base::fail(base::ErrorCode::invalidInput,
                          "RANK is " + std::to_string(*rank) + " and WORLD_SIZE is " + std::to_string(*size) +
                              ": the ranks of " + std::to_string(*size) + " processes are 0 to " +
                              std::to_string(*size - 1) + ".");
    if (!textOf(lookup, "LOCAL_RANK").empty()) {
        const auto local = number(lookup, "LOCAL_RANK", 0, *size - 1);
        if (!local)
            return tl::unexpected(local.error());
        environment.localRank = *local;
    }
    if (environment.size == 1)
        return environment;
    environment.masterAddress = textOf(lookup, "MASTER_ADDR");
    if (environment.masterAddress.empty())
        return base::fail(base::ErrorCode::invalidInput,
                          "MASTER_ADDR is not set: set it to the name or address of the machine of rank 0, as torchrun does.");
    const auto port = number(lookup, "MASTER_PORT", 1, 65535);
    if (!port)
        return tl::unexpected(port.error());
    environment.masterPort = static_cast<std::uint16_t>(*port);
    environment.launcherMeets = textOf(lookup, "TORCHELASTIC_USE_AGENT_STORE") == "True";
    environment.attempt = textOf(lookup, "TORCHELASTIC_RESTART_COUNT");
    return environment;
}

base::Result<ProcessEnvironment> processEnvironment()
{
    return processEnvironment([](const char* name) -> const char* { return std::getenv(name); });
}

} // namespace likeness::training
