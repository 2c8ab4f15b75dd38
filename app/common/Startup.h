// What both programs do before anything else.
#pragma once

namespace likeness::app {

// First line of main(): starts the program once more with threads that wait without spinning (see
// the source), makes libtorch's CPU kernels safe on this machine and loads its GPU part where there
// is one. A GPU part that cannot be loaded is reported on stderr in one sentence; the
// program goes on without it.
void startup();

} // namespace likeness::app
