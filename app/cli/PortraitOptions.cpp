#include "app/cli/PortraitOptions.h"

#include "app/cli/LoraOption.h"
#include "app/cli/Values.h"
#include "app/common/ResourcePaths.h"
#include "core/generation/ModelDefaults.h"
#include "core/generation/RequestCheck.h"
#include "core/generation/RequestJson.h"

#include <fmt/format.h>

namespace likeness::cli {

using generation::PortraitRequest;
using generation::RequestKind;
using Limits = generation::RequestLimits;

namespace {

// "watercolor, comic, …" for the help; a style file that cannot be read is reported when a style is
// used.
std::string styleNames()
{
    std::string names;
    if (const auto styles = generation::Styles::load(app::resourcePaths().styles))
        for (const generation::Style& style : styles->all())
            names += style.name == "none" ? "" : style.name + ", ";
    return names + "or none";
}

std::string samplerNames()
{
    std::string names;
    for (const std::string& name : generation::samplerNames())
        names += (names.empty() ? "" : ", ") + name;
    return names;
}

base::Result<void> checkExists(const std::string& option, const std::string& file)
{
    std::error_code ignored;
    if (file.empty() || std::filesystem::exists(file, ignored))
        return {};
    return base::fail(base::ErrorCode::notFound,
                      fmt::format("{}: there is no '{}'.", option, file));
}

void declareModel(CLI::App& command, PortraitRequest& request, std::string& precision, std::string& memory)
{
    command
        .add_option("--model", request.model,
                    "SDXL folder or checkpoint file; without it the starter model")
        ->type_name("DIR|FILE")
        ->group("Model");
    command.add_option("--lightning", request.lightning, "SDXL-Lightning UNet, LoRA or checkpoint, for few steps; 'own': the model's own")
        ->type_name("FILE")
        ->group("Model");
    addLora(command, request.loras);
    command
        .add_option("--adapter", request.adapter,
                    "PuLID adapter, v1 or v1.1; without it the model's own")
        ->type_name("FILE")
        ->group("Model");
    command
        .add_option("--preview-decoder", request.previewDecoder,
                    "TAESDXL decoder for sharper previews of the steps")
        ->type_name("FILE")
        ->group("Model");
    command.add_option("--precision", precision, "auto, fp32, bf16 or fp16 (default: auto)")
        ->type_name("NAME")
        ->group("Model");
    command
        .add_option("--memory", memory,
                    "Where the weights wait: whole (on the device), offload (in the file or the host's memory), "
                    "int8 (8-bit, on the device) or auto (default: auto)")
        ->type_name("NAME")
        ->group("Model");
}

void declareSampling(CLI::App& command, PortraitRequest& request)
{
    const std::string own = " (default: the model's own)";
    addWhole(command, "--seed", request.seed, 0, Limits::largestSeed,
             "The same seed and the same settings make the same picture (default: 0)")
        ->group("Picture");
    addWhole(command, "--steps", request.steps, 1, Limits::mostSteps, "Denoising steps" + own)
        ->group("Picture");
    addNumber(command, "--guidance", request.guidance, {0, Limits::highestGuidance},
              "Classifier-free guidance scale; 1 and below: off" + own)
        ->group("Picture");
    addNumber(command, "--strength", request.strength, {0, Limits::highestStrength},
              "Strength of the identity; 0 is the base model's picture, bit for bit" + own)
        ->group("Picture");
    addSize(command, "--size", request.width, request.height,
            {Limits::smallestSide, Limits::largestSide, Limits::sideStep}, "Size in pixels" + own)
        ->group("Picture");
    command.add_option("--sampler", request.sampler, samplerNames() + own)
        ->type_name("NAME")
        ->group("Picture");
}

} // namespace

void PortraitOptions::declareModelAndSampling(CLI::App& command)
{
    declareSampling(command, request);
    declareModel(command, request, precision, memory);
}

void PortraitOptions::declare(CLI::App& command)
{
    command
        .add_option("--reference", photos,
                    "One to four photos of the person, or identity files (identify --save)")
        ->type_name("PHOTO")
        ->expected(1, -1)
        ->group("Person");
    addWhole(command, "--face", face, 1, 1000,
             "Which face of each photo, counted from the largest (default: 1)")
        ->group("Person");
    command.add_option("--prompt", request.prompt, "What the picture shows; (words:1.3) and [words] weigh, {a|b} chooses, "
                       "BREAK begins a new chunk")
        ->type_name("T")
        ->group("Picture");
    command.add_option("--negative", request.negativePrompt, "What it should not show")
        ->type_name("T")
        ->group("Picture");
    command.add_option("--style", request.style, styleNames() + " (default: none)")
        ->type_name("NAME")
        ->group("Picture");
    declareModelAndSampling(command);
    identity.declare(command);
    command
        .add_option("--out", out,
                    "Folder for the set (default: likeness-SEED in the current folder)")
        ->type_name("DIR");
}

base::Result<PortraitRequest> PortraitOptions::complete(RequestKind kind) const
{
    PortraitRequest whole = request;
    whole.kind = kind;
    for (const std::string& photo : photos) {
        if (auto exists = checkExists("--reference", photo); !exists)
            return tl::unexpected(exists.error());
        whole.references.push_back({photo, face - 1});
    }
    if (auto added = identity.addTo(whole, face - 1); !added)
        return tl::unexpected(added.error());
    for (const auto& [option, file] : {std::pair("--model", request.model),
                                       {"--lightning", request.lightning == generation::ownLightning
                                                           ? std::string()
                                                           : request.lightning},
                                       {"--adapter", request.adapter},
                                       {"--preview-decoder", request.previewDecoder}})
        if (auto exists = checkExists(option, file); !exists)
            return tl::unexpected(exists.error());
    for (const generation::LoraChoice& lora : request.loras)
        if (auto exists = checkExists("--lora", lora.file); !exists)
            return tl::unexpected(exists.error());
    const auto named = generation::precisionNamed(precision);
    if (!named)
        return tl::unexpected(named.error());
    whole.precision = *named;
    const auto mode = generation::memoryModeNamed(memory);
    if (!mode)
        return tl::unexpected(mode.error());
    whole.memory = *mode;
    return whole;
}

std::filesystem::path PortraitOptions::folder() const
{
    return out.empty() ? std::filesystem::path(fmt::format("likeness-{}", request.seed)) : out;
}

} // namespace likeness::cli
