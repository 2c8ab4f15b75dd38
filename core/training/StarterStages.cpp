// The stages that pictures alone teach: portraits, autoencoder, face encoders, latents, decoder.
#include "core/training/StarterStages.h"

#include "core/training/FaceEncoderTrainer.h"
#include "core/training/Latents.h"
#include "core/training/VaeTrainer.h"
#include "core/weights/Safetensors.h"

namespace likeness::training {

weights::TensorMap Starter::read(const std::string& name, base::Result<void>& problem) const
{
    auto found = weights::readSafetensors(file(name));
    if (found)
        return std::move(found->tensors);
    if (problem)
        problem = tl::unexpected(found.error());
    return {};
}

base::Result<void> Starter::keep(const std::string& name, const weights::TensorMap& tensors) const
{
    return byFirst([&] { return weights::writeSafetensors(file(name), tensors); });
}

base::Result<void> Starter::takeOver()
{
    const auto parts = readStarterModel(m_recipe.from, m_model);
    if (!parts)
        return tl::unexpected(parts.error());
    m_start = parts->painter;
    if (m_recipe.facesLearnOn) {
        m_arcFaceStart = parts->arcFace;
        m_evaStart = parts->eva;
    }
    return byFirst([&] { return copyOf(*parts); });
}

base::Result<void> Starter::copyOf(const StarterParts& parts) const
{
    std::vector<std::pair<const char*, const weights::TensorMap&>> kept{{"vae.safetensors", parts.vae}};
    if (!m_recipe.facesLearnOn) {
        kept.emplace_back("arcface.safetensors", parts.arcFace);
        kept.emplace_back("eva.safetensors", parts.eva);
    }
    for (const auto& [name, tensors] : kept)
        if (!std::filesystem::exists(file(name)))
            if (auto written = weights::writeSafetensors(file(name), tensors); !written)
                return written;
    return {};
}

base::Result<void> Starter::portraits()
{
    const auto open = [&]() -> base::Result<void> {
        auto set = openPortraitSet(
            file("portraits.safetensors"), {.seed = m_recipe.seed, .persons = m_recipe.persons, .size = m_model.size,
             .landmarks = m_recipe.landmarks},
            m_control.progress, m_control.stop);
        if (!set)
            return tl::unexpected(set.error());
        m_set = std::move(*set);
        return {};
    };
    if (auto painted = byFirst(open); !painted || m_control.group.isFirst())
        return painted;
    return open(); // the others map what the first has painted
}

base::Result<void> Starter::vae()
{
    if (std::filesystem::exists(file("vae.safetensors")))
        return {};
    VaeTraining training;
    training.options = m_model.vae;
    training.loop = loop("vae", m_recipe.vaeSteps, 2e-3);
    training.workers = m_recipe.workers;
    const auto trained = trainVae(m_set, training, m_control);
    if (!trained)
        return tl::unexpected(trained.error());
    noteReconstruction(*trained);
    return keep("vae.safetensors", *trained);
}

void Starter::noteReconstruction(const weights::TensorMap& vae) const
{
    const diffusion::Vae model(m_model.vae, weights::Weights({"", vae, {}}));
    m_note("Autoencoder: " + std::to_string(reconstructionPsnr(model, m_set.pictures.slice(0, 0, 400, 4))) +
           " dB over 100 training pictures");
}

base::Result<void> Starter::faces()
{
    FaceEncoderTraining training;
    training.workers = m_recipe.workers;
    if (!std::filesystem::exists(file("arcface.safetensors"))) {
        training.loop = loop("arcface", m_recipe.faceSteps, 2e-3);
        training.start = m_arcFaceStart;
        const auto trained = trainArcFace(m_set, m_model.arcFace, training, m_control);
        if (!trained)
            return tl::unexpected(trained.error());
        m_note("Face recogniser, held-out persons: " + trained->heldOut.text());
        if (auto written = keep("arcface.safetensors", trained->tensors); !written)
            return written;
    }
    if (!std::filesystem::exists(file("eva.safetensors"))) {
        training.loop = loop("eva", m_recipe.faceSteps, 1e-3);
        training.start = m_evaStart;
        const auto trained = trainEvaClip(m_set, m_model.eva, training, m_control);
        if (!trained)
            return tl::unexpected(trained.error());
        m_note("Vision tower, held-out persons: " + trained->heldOut.text());
        return keep("eva.safetensors", trained->tensors);
    }
    return {};
}

base::Result<void> Starter::latents()
{
    if (std::filesystem::exists(file("latents.safetensors")))
        return {};
    base::Result<void> problem;
    const auto tensors = read("vae.safetensors", problem);
    if (!problem)
        return problem;
    const diffusion::Vae vae(m_model.vae, weights::Weights({"", tensors, {}}));
    return byFirst([&]() -> base::Result<void> {
        const auto latents = latentsOf(vae, m_set, m_control);
        if (!latents)
            return tl::unexpected(latents.error());
        return weights::writeSafetensors(file("latents.safetensors"), {{"latents", *latents}});
    });
}

} // namespace likeness::training
