#include "core/generation/ModelStore.h"

#include "core/generation/Placements.h"

#include <algorithm>

namespace likeness::generation {

using base::Result;
namespace fs = std::filesystem;

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

std::string ModelStore::planKey(const PortraitRequest& request) const
{
    std::string key = pathOf(request.model).string();
    const std::string rest[] = {request.lightning, request.adapter,
                                std::to_string(request.width) + "x" + std::to_string(request.height),
                                request.guidance > 1 ? "guided" : "",
                                request.references.empty() ? "" : "identity",
                                std::to_string(static_cast<int>(request.precision)),
                                std::to_string(static_cast<int>(request.memory))};
    for (const std::string& part : rest)
        key += "\n" + part;
    for (const fs::path& file : {pathOf(request.model), fs::path(request.adapter)})
        key += "\n" + std::to_string(stamp(file).newest.time_since_epoch().count());
    return key;
}

Result<MemoryEstimate> ModelStore::plan(const PortraitRequest& request)
{
    const std::string key = planKey(request);
    if (m_plan && key == m_planKey)
        return *m_plan;
    // What the kept models fill is theirs to use again, or goes before others come.
    const bool isKept = m_plan && m_diffusion;
    auto made = estimateMemory(request, m_options, isKept ? m_plan->held_bytes() : 0);
    if (!made)
        return made;
    m_plan = *made;
    m_planKey = key;
    return made;
}

Result<std::shared_ptr<const DiffusionModel>>
ModelStore::diffusion(const PortraitRequest& request, const base::ProgressSink& progress,
                      const std::stop_token& stop)
{
    const auto planned = plan(request);
    if (!planned)
        return tl::unexpected(planned.error());
    const ModelChoice choice{pathOf(request.model), request.lightning, request.loras,
                             m_options.vocabulary, placementFor(planned->precision, planned->memory).placement};
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
