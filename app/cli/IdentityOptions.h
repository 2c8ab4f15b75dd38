// The options that say how an identity enters the picture.
#pragma once

#include "core/base/Error.h"
#include "core/generation/PortraitRequest.h"

#include <CLI/CLI.hpp>

namespace likeness::cli {

struct IdentityOptions {
    void declare(CLI::App& command); // their values end up here

    // Writes them into `request`: its tuning, and the second person's photos behind the first's.
    // face: counted from 0. Errors: invalidInput, notFound.
    base::Result<void> addTo(generation::PortraitRequest& request, int face) const;

private:
    generation::IdentityTuning m_tuning;
    int m_zeroTokens = -1; // not given
    std::vector<double> m_blockStrengths;
    std::vector<std::string> m_mixPhotos;
    double m_mixShare = 0.5;
};

} // namespace likeness::cli
