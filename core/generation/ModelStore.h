// The models in memory: loaded when a job needs them, kept for the next, exchanged when it needs
// others.
//
// Belongs to the inference thread.
#pragma once

#include "core/generation/DiffusionModel.h"
#include "core/generation/IdentityModels.h"
#include "core/generation/MemoryEstimate.h"
#include "core/generation/Studio.h"

namespace likeness::generation {

class ModelStore {
public:
    explicit ModelStore(StudioOptions options) : m_options(std::move(options)) {}

    // The folder or file that a request's `model` means; empty and "starter" are the starter model.
    std::filesystem::path pathOf(const std::string& model) const;

    // Decides where the weights of this request's models wait: as it says, or by the memory that is
    // free. The same request gets the same answer while its models are kept. Errors: those of opening
    // the models' files.
    base::Result<MemoryEstimate> plan(const PortraitRequest& request);

    // Where the weights go is the last plan's. Errors: those of loading.
    base::Result<std::shared_ptr<const DiffusionModel>>
    diffusion(const PortraitRequest& request, const base::ProgressSink& progress,
              const std::stop_token& stop);
    // After `diffusion` of the same request.
    base::Result<std::shared_ptr<const IdentityModels>> identity(const PortraitRequest& request);

private:
    struct Stamped { // a file or folder, as it was when it was read
        std::filesystem::path path;
        std::filesystem::file_time_type newest;
        bool operator==(const Stamped&) const = default;
    };
    static Stamped stamp(const std::filesystem::path& path);

    // All on which a plan depends, as text.
    std::string planKey(const PortraitRequest& request) const;

    const StudioOptions m_options;
    std::string m_planKey;
    std::optional<MemoryEstimate> m_plan;
    std::optional<ModelChoice> m_choice;
    std::vector<Stamped> m_sources;
    std::shared_ptr<const DiffusionModel> m_diffusion;
    std::vector<Stamped> m_identitySources;
    std::shared_ptr<const IdentityModels> m_identity;
};

} // namespace likeness::generation
