#include "core/base/GpuLibraries.h"

#include <dlfcn.h>

namespace likeness::base {

GpuLibrariesLoaded loadGpuLibraries()
{
    if (::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_GLOBAL) == nullptr)
        return {GpuLibraries::noDriver, {}};
    // RTLD_GLOBAL: libtorch_cuda registers itself in libtorch_cpu's tables and shares its symbols.
    if (::dlopen("libtorch_cuda.so", RTLD_NOW | RTLD_GLOBAL) != nullptr)
        return {GpuLibraries::loaded, {}};
    const char* words = ::dlerror();
    const std::string reason = words ? words : "unknown reason";
    if (reason.find("libtorch_cuda.so: cannot open shared object file") != std::string::npos)
        return {GpuLibraries::notFetched, {}};
    return {GpuLibraries::broken, reason};
}

} // namespace likeness::base
