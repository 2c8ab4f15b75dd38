#include "app/common/Startup.h"

#include "core/base/CpuGuard.h"
#include "core/base/GpuLibraries.h"

#include <cstdio>

namespace likeness::app {

void startup()
{
    base::guardCpuFeatures();
    const base::GpuLibrariesLoaded gpu = base::loadGpuLibraries();
    if (gpu.state == base::GpuLibraries::broken)
        std::fprintf(stderr,
                     "The GPU cannot be used (%s). Likeness works on the processor instead; run "
                     "'packaging/setup --cuda' to fetch the GPU libraries again.\n",
                     gpu.reason.c_str());
}

} // namespace likeness::app
