#include "app/cli/IdentityOptions.h"

#include "app/cli/Values.h"
#include "core/generation/RequestCheck.h"

#include <fmt/format.h>

#include <filesystem>

namespace likeness::cli {

using Limits = generation::RequestLimits;

namespace {

constexpr const char* group = "Identity";

} // namespace

void IdentityOptions::declare(CLI::App& command)
{
    command
        .add_option("--id-preset", m_tuning.preset,
                    "fidelity (the person first), style (the picture first) or neutral "
                    "(default: the model's own)")
        ->type_name("NAME")
        ->group(group);
    addWhole(command, "--num-zero", m_zeroTokens, 0, Limits::mostZeroTokens,
             "Zero tokens beside the identity's: more leave more of the picture alone "
             "(default: the preset's)")
        ->group(group);
    command
        .add_option("--ortho", m_tuning.ortho,
                    "none, v1 or v2: what of the identity's attention is kept (default: the "
                    "preset's)")
        ->type_name("NAME")
        ->group(group);
    addNumber(command, "--id-start", m_tuning.start, {0, 1},
              "Share of the steps after which the identity begins (default: 0)")
        ->group(group);
    addNumber(command, "--id-end", m_tuning.end, {0, 1},
              "Share of the steps after which it ends (default: 1)")
        ->group(group);
    command
        .add_option("--block-strengths", m_blockStrengths,
                    "Factors on the strength, one per block of the UNet with identity, in the "
                    "order down, up, mid: 1,1,0.5,1,0")
        ->delimiter(',')
        ->expected(1, -1)
        ->type_name("A,B,…")
        ->group(group);
    command.add_option("--mix", m_mixPhotos, "Photos of a second person to mix with the first")
        ->type_name("PHOTO")
        ->expected(1, -1)
        ->group(group);
    addNumber(command, "--mix-share", m_mixShare, {0, 1},
              "Share of the second person in the mix (default: 0.5)")
        ->group(group);
    command
        .add_flag("--id-mix", m_tuning.joinTokens,
                  "PuLID v1: all tokens of all photos, instead of the further photos' global ones")
        ->group(group);
    command
        .add_flag("--attention-maps", m_tuning.recordMaps,
                  "Export where each step looked at the identity, block by block")
        ->group(group);
}

base::Result<void> IdentityOptions::addTo(generation::PortraitRequest& request, int face) const
{
    request.identity = m_tuning;
    if (m_zeroTokens >= 0)
        request.identity.zeroTokens = m_zeroTokens;
    request.identity.blockStrengths = m_blockStrengths;
    for (const std::string& photo : m_mixPhotos) {
        std::error_code ignored;
        if (!std::filesystem::exists(photo, ignored))
            return base::fail(base::ErrorCode::notFound,
                              fmt::format("--mix: there is no '{}'.", photo));
        request.references.push_back({photo, face, 1});
    }
    if (!m_mixPhotos.empty())
        request.identity.mix = m_mixShare;
    return {};
}

} // namespace likeness::cli
