#include "app/common/Startup.h"

#include "core/base/CpuGuard.h"
#include "core/base/GpuLibraries.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <malloc.h>
#include <string>
#include <unistd.h>
#include <vector>

namespace likeness::app {

namespace {

// Threads that wait for each other go to sleep instead of spinning: on a machine that is busy with
// other things, spinning made a picture take 14 s instead of 2 s (two cores, starter model).
// libgomp reads this while the program is loaded, so it is set and the program begins once more.
void calmThreads()
{
    if (::getenv("OMP_WAIT_POLICY") || ::getenv("GOMP_SPINCOUNT"))
        return;
    ::setenv("OMP_WAIT_POLICY", "PASSIVE", 0);
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    std::vector<std::string> arguments;
    for (std::string argument; std::getline(file, argument, '\0');)
        arguments.push_back(argument);
    std::vector<char*> pointers;
    for (std::string& argument : arguments)
        pointers.push_back(argument.data());
    pointers.push_back(nullptr);
    if (!arguments.empty())
        ::execv("/proc/self/exe", pointers.data()); // returns only if it failed: then slower
}

// Painting makes and drops the same few megabytes again and again. glibc would give them back to the system each time
// and have them filled with zeros once more: a fifth to a third of a small model's decoding. Larger blocks it gives back:
// kept as well, they made the peak of a 768 x 768 picture 0.84 GB instead of 0.69.
void keepSmallMemory()
{
    ::mallopt(M_MMAP_THRESHOLD, 16 << 20);
    ::mallopt(M_TRIM_THRESHOLD, 128 << 20);
}

} // namespace

void startup()
{
    calmThreads();
    keepSmallMemory();
    base::guardCpuFeatures();
    const base::GpuLibrariesLoaded gpu = base::loadGpuLibraries();
    if (gpu.state == base::GpuLibraries::broken)
        std::fprintf(stderr,
                     "The GPU cannot be used (%s). Likeness works on the processor instead; run "
                     "'packaging/setup --cuda' to fetch the GPU libraries again.\n",
                     gpu.reason.c_str());
}

} // namespace likeness::app
