#include "core/generation/ModelStore.h"

#include <algorithm>

namespace likeness::generation {

using base::Result;
namespace fs = std::filesystem;

ChosenPlacement placementFor(Precision precision)
{
    const at::Device device = at::hasCUDA() ? at::kCUDA : at::kCPU;
    switch (precision) {
    case Precision::fp32:
        return {{at::kFloat, device}, ""};
    case Precision::bf16:
        return {{at::kBFloat16, device}, ""};
    case Precision::fp16:
        if (device.is_cpu())
            return {{at::kFloat, device}, "A processor computes in fp32 where fp16 was asked for."};
        return {{at::kHalf, device}, ""};
    case Precision::automatic:
        break;
    }
    return {{device.is_cpu() ? at::kFloat : at::kHalf, device}, ""};
}

fs::path ModelStore::pathOf(const std::string& model) const
{
    return model.empty() || model == starterModelName ? m_options.starterModel : fs::path(model);
}

ModelStore::Stamped ModelStore::stamp(const fs::path& path)
{
    std::error_code error;
    Stamped stamp{path, fs::last_write_time(path, error)};
    for (auto it = fs::recursive_directory_iterator(path, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        std::error_code ignored;
        stamp.newest = std::max(stamp.newest, it->last_write_time(ignored));
    }
    return stamp;
}

Result<std::shared_ptr<const DiffusionModel>>
ModelStore::diffusion(const PortraitRequest& request, const base::ProgressSink& progress,
                      const std::stop_token& stop)
{
    const ModelChoice choice{pathOf(request.model), request.lightning, request.loras,
                             m_options.vocabulary, placementFor(request.precision).placement};
    std::vector<Stamped> sources{stamp(choice.model), stamp(choice.lightning)};
    for (const LoraChoice& lora : choice.loras)
        sources.push_back(stamp(lora.file));
    if (m_diffusion && m_choice == choice && m_sources == sources)
        return m_diffusion;
    // The old ones go first: two large models at a time might not fit into memory.
    m_identity.reset();
    m_diffusion.reset();
    auto loaded = loadDiffusionModel(choice, progress, stop);
    if (!loaded)
        return loaded;
    m_diffusion = *loaded;
    m_choice = choice;
    m_sources = sources;
    return m_diffusion;
}

Result<std::shared_ptr<const IdentityModels>> ModelStore::identity(const PortraitRequest& request)
{
    const auto defaults = readModelDefaults(pathOf(request.model), request.lightning);
    if (!defaults)
        return tl::unexpected(defaults.error());
    const IdentityFiles files = findIdentityFiles(request.adapter, defaults->identity);
    const std::vector<Stamped> sources{stamp(files.adapter), stamp(files.arcFace),
                                       stamp(files.eva)};
    if (m_identity && m_identitySources == sources)
        return m_identity;
    m_identity.reset();
    auto loaded = loadIdentityModels(files, m_diffusion->unet, m_diffusion->placement);
    if (!loaded)
        return tl::unexpected(loaded.error());
    m_identity = std::make_shared<const IdentityModels>(std::move(*loaded));
    m_identitySources = sources;
    return m_identity;
}

} // namespace likeness::generation
