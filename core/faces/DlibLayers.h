// The published networks as lists of layers, and the walk through a file beside such a list. For
// core/faces' own sources only.
#pragma once

#include "core/faces/DlibFile.h"
#include "core/faces/DlibNumbers.h"

#include <vector>

namespace likeness::faces {

struct DlibLayer {
    enum class Kind { convolution, affine, relu, maxPool, avgPool, fullyConnected, addTagged, tag, skip };
    Kind kind = Kind::relu;
    std::int64_t size = 0, stride = 1, padding = 0; // of convolutions and pools
    std::int64_t id = 0;                            // of tags, and of what refers to them
};

// From the output to the input, as dlib writes the types.
std::vector<DlibLayer> dlibLayersOf(DlibNetwork network);

// Throws DlibUnsound where the bytes, all of them, are not a network of `file.network` with sizes that fit one
// another; counts tensors and weights.
void walkDlibFile(DlibFile& file);

} // namespace likeness::faces
