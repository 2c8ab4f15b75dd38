// Where the files are that come with the program.
#pragma once

#include "core/generation/Studio.h"

#include <filesystem>

namespace likeness::app {

struct ResourcePaths {
    std::filesystem::path starterModel; // folder in the diffusers layout
    std::filesystem::path styles;       // styles.json
    std::filesystem::path vocabulary;   // folder with CLIP's vocab.json and merges.txt
    std::filesystem::path landmarks;    // dlib's shape_predictor_68_face_landmarks.dat
    std::filesystem::path faceModels;   // folder of the user's optional face models; may not exist
    std::filesystem::path samples;      // folder of sample photos

    generation::StudioOptions studioOptions() const;
};

// Each file is looked for in $LIKENESS_RESOURCES, then in share/likeness beside the program's
// folder (installed), then in the source and build folders that the program was built from; the
// landmarks also where libdlib-data puts them. What is found nowhere keeps its last candidate, so
// that the message of whoever needs it names a path. The face models are the user's own: in
// $LIKENESS_MODELS, else in likeness/models below $XDG_DATA_HOME (~/.local/share).
ResourcePaths resourcePaths();

} // namespace likeness::app
