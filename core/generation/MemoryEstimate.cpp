#include "core/generation/MemoryEstimate.h"

#include "core/generation/DeviceProbe.h"
#include "core/generation/ModelDefaults.h"
#include "core/generation/ModelParts.h"
#include "core/generation/Placements.h"
#include "core/generation/WorkingMemory.h"
#include "core/weights/ReadTensors.h"

#include <c10/core/CachingDeviceAllocator.h>

#include <cmath>
#include <fstream>

namespace likeness::generation {

using base::Result;
using weights::Placement;
using weights::Residence;
using weights::TensorMap;
namespace fs = std::filesystem;

namespace {

// Resident before any model is there: libtorch and the other libraries (measured), or a GPU's
// context and the work space of its libraries (published figures; not measured by us).
constexpr std::uint64_t processor_bytes = 450'000'000, gpu_bytes = 800'000'000;
constexpr double spare = 0.95; // of what is free may be planned with

// What tensors need where they are placed: the same rules as weights::Weights, and mergeLoras for those that LoRAs
// change: these are no longer the file's.
MemoryPart partOf(std::string name, const TensorMap& tensors, const Placement& placement,
                  const std::string& onlyBelow = {}, const weights::LoraChanges& changes = {})
{
    MemoryPart part{.name = std::move(name)};
    const bool isCpu = placement.device.is_cpu();
    for (const auto& [key, tensor] : tensors) {
        if (!key.starts_with(onlyBelow))
            continue;
        const auto count = static_cast<std::uint64_t>(tensor.numel());
        const std::uint64_t ready = count * c10::elementSize(placement.dtype);
        const bool waits = placement.residence != Residence::ready && tensor.dim() >= 2;
        const bool isFiles = !changes.contains(key);
        const std::uint64_t waiting = isFiles ? tensor.nbytes() : ready;
        if (!waits)
            (isCpu && isFiles && tensor.scalar_type() == placement.dtype ? part.mapped_bytes : part.held_bytes) += ready;
        else if (placement.residence == Residence::int8)
            part.held_bytes += count;
        else if (isCpu)
            (isFiles ? part.mapped_bytes : part.held_bytes) += waiting;
        else
            (placement.residence == Residence::host ? part.host_bytes : part.held_bytes) += waiting;
    }
    return part;
}

void add(MemoryPart& to, const MemoryPart& more)
{
    to.held_bytes += more.held_bytes;
    to.host_bytes += more.host_bytes;
    to.mapped_bytes += more.mapped_bytes;
}

// The tensors of everything that a job opens, still in their files.
struct OpenedFiles {
    ModelParts model;
    TensorMap adapter, arcFace, eva;
};

Result<TensorMap> tensorsOf(const fs::path& path)
{
    if (path.empty())
        return TensorMap(); // loading says what is missing
    auto file = weights::readTensorFile(path);
    if (!file)
        return tl::unexpected(file.error());
    return std::move(file->tensors);
}

Result<OpenedFiles> openFiles(const PortraitRequest& request, const ModelDefaults& defaults, const fs::path& model,
                              const fs::path& vocabulary)
{
    auto parts = openModelParts(
        {.model = model, .lightning = request.lightning, .loras = request.loras, .vocabulary = vocabulary});
    if (!parts)
        return tl::unexpected(parts.error());
    OpenedFiles opened{std::move(*parts), {}, {}, {}};
    if (request.references.empty())
        return opened;
    const IdentityFiles files = findIdentityFiles(request.adapter, defaults.identity);
    for (const auto& [to, path] : {std::pair(&opened.adapter, files.adapter), {&opened.arcFace, files.arcFace},
                                   {&opened.eva, files.eva}}) {
        auto tensors = tensorsOf(path);
        if (!tensors)
            return tl::unexpected(tensors.error());
        *to = std::move(*tensors);
    }
    return opened;
}

std::vector<MemoryPart> partsOf(const OpenedFiles& files, const PartPlacements& at)
{
    const weights::LoraPlan& loras = files.model.loras;
    MemoryPart text = partOf("Text encoders", files.model.text.tensors, at.encoders, {}, loras.text);
    add(text, partOf("", files.model.text_2.tensors, at.encoders, {}, loras.text_2));
    std::vector<MemoryPart> parts = {partOf("UNet", files.model.unet.tensors, at.unet, {}, loras.unet), text,
                                     partOf("VAE", files.model.vae.tensors, at.vae)};
    if (files.adapter.empty() && files.eva.empty())
        return parts;
    MemoryPart identity = partOf("Identity", files.eva, at.encoders, "visual.");
    add(identity, partOf("", files.arcFace, at.encoders));
    add(identity, partOf("", files.adapter, at.attention, "id_adapter_attn_layers."));
    add(identity, partOf("", files.adapter, at.attention, "ip_adapter."));
    add(identity, partOf("", files.adapter, at.encoders, "id_adapter."));
    add(identity, partOf("", files.adapter, at.encoders, "image_proj."));
    parts.push_back(identity);
    return parts;
}

Precision precisionOf(at::ScalarType type)
{
    return type == at::kHalf ? Precision::fp16 : type == at::kBFloat16 ? Precision::bf16 : Precision::fp32;
}

MemoryEstimate estimateFor(const PortraitRequest& request, const OpenedFiles& files, MemoryMode memory,
                           std::uint64_t kept_bytes)
{
    std::int64_t unetNumbers = 0;
    for (const auto& [name, tensor] : files.model.unet.tensors)
        unetNumbers += tensor.numel();
    const Placement unet = placementFor(precisionFor(request.precision, unetNumbers), memory).placement;
    const PartPlacements at = placementsBeside(unet);
    MemoryEstimate estimate{.device = unet.device.str(), .memory = memory, .precision = precisionOf(unet.dtype)};
    estimate.parts = partsOf(files, at);
    estimate.program_bytes = unet.device.is_cpu() ? processor_bytes : gpu_bytes;
    estimate.available_bytes = freeMemory_bytes(estimate.device) + kept_bytes;

    const int64_t rows = request.guidance > 1 ? 2 : 1;
    const int64_t tokens = files.model.textOptions.max_position_embeddings + (request.references.empty() ? 0 : 52);
    const auto unetCall = CallSize{request.width, request.height, rows, int64_t(c10::elementSize(unet.dtype))};
    const auto vaeCall = CallSize{request.width, request.height, 1, int64_t(c10::elementSize(at.vae.dtype))};
    const std::uint64_t painting =
        unetWorking_bytes(files.model.unetOptions, unetCall, tokens, unet.residence != Residence::ready);
    estimate.working_bytes = std::max(painting, decodeWorking_bytes(files.model.vaeOptions, vaeCall));
    return estimate;
}

std::uint64_t numberIn(const fs::path& file, const std::string& name)
{
    std::ifstream lines(file);
    std::string word;
    while (lines >> word)
        if (word == name) {
            std::uint64_t number = 0;
            lines >> number;
            return number;
        }
    return 0;
}

// What a control group lets the program take; the pages of files do not count, they can go.
std::uint64_t allowedByGroup_bytes()
{
    std::uint64_t most = 0, used = 0;
    if (!(std::ifstream("/sys/fs/cgroup/memory.max") >> most)) // "max", or no such group
        return std::uint64_t(-1);
    std::ifstream("/sys/fs/cgroup/memory.current") >> used;
    used -= std::min(used, numberIn("/sys/fs/cgroup/memory.stat", "file"));
    return most - std::min(most, used);
}

std::string gigabytes(std::uint64_t bytes)
{
    const auto tenths = std::llround(static_cast<double>(bytes) / 1e8);
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " GB";
}

} // namespace

std::uint64_t freeMemory_bytes(const std::string& device)
{
    const at::Device where(device);
    if (where.is_cpu())
        return std::min(numberIn("/proc/meminfo", "MemAvailable:") * 1024, allowedByGroup_bytes());
    auto* allocator = at::getDeviceAllocator(where.type());
    const auto index = where.has_index() ? where.index() : c10::DeviceIndex(0);
    const auto stats = allocator->getDeviceStats(index);
    // What libtorch keeps for its next tensors is as good as free.
    const auto kept = stats.reserved_bytes[0].current - stats.allocated_bytes[0].current;
    return allocator->getMemoryInfo(index).first + static_cast<std::uint64_t>(std::max<int64_t>(kept, 0));
}

std::uint64_t MemoryEstimate::held_bytes() const
{
    std::uint64_t sum = 0;
    for (const MemoryPart& part : parts)
        sum += part.held_bytes;
    return sum;
}

std::uint64_t MemoryEstimate::needed_bytes() const
{
    return held_bytes() + working_bytes + program_bytes;
}

std::uint64_t MemoryEstimate::host_bytes() const
{
    std::uint64_t sum = 0;
    for (const MemoryPart& part : parts)
        sum += part.host_bytes;
    return sum;
}

std::uint64_t MemoryEstimate::mapped_bytes() const
{
    std::uint64_t sum = 0;
    for (const MemoryPart& part : parts)
        sum += part.mapped_bytes;
    return sum;
}

bool MemoryEstimate::fits() const
{
    const auto limit = [](std::uint64_t bytes) { return static_cast<std::uint64_t>(static_cast<double>(bytes) * spare); };
    return needed_bytes() <= limit(available_bytes) && (host_bytes() == 0 || host_bytes() <= limit(freeMemory_bytes("cpu")));
}

std::string MemoryEstimate::sentence() const
{
    const std::string where = device == "cpu" ? "memory" : "the GPU's memory";
    std::string text = "About " + gigabytes(needed_bytes()) + " of " + where + " are needed and " +
                       gigabytes(available_bytes) + " are free";
    if (fits())
        return text + ".";
    if (memory == MemoryMode::whole)
        return text + ": choose the memory mode 'offload', a smaller picture, or close other programs.";
    return text + ": choose a smaller picture or close other programs.";
}

Result<MemoryEstimate> estimateMemory(const PortraitRequest& given, const StudioOptions& options,
                                      std::uint64_t kept_bytes)
{
    return base::guarded([&]() -> Result<MemoryEstimate> {
        const bool isStarter = given.model.empty() || given.model == starterModelName;
        const fs::path model = isStarter ? options.starterModel : fs::path(given.model);
        const auto defaults = readModelDefaults(model, given.lightning);
        if (!defaults)
            return tl::unexpected(defaults.error());
        const PortraitRequest request = filledIn(given, *defaults);
        const auto files = openFiles(request, *defaults, model, options.vocabulary);
        if (!files)
            return tl::unexpected(files.error());
        if (request.memory != MemoryMode::automatic)
            return estimateFor(request, *files, request.memory, kept_bytes);
        MemoryEstimate estimate = estimateFor(request, *files, MemoryMode::whole, kept_bytes);
        for (const MemoryMode other : {MemoryMode::offload, MemoryMode::int8}) {
            if (estimate.fits())
                return estimate;
            // On a processor mapped weights never lack room; integers would only lose digits.
            if (other == MemoryMode::int8 && estimate.device == "cpu")
                break;
            estimate = estimateFor(request, *files, other, kept_bytes);
        }
        return estimate;
    });
}

} // namespace likeness::generation
