#include "app/common/ResourcePaths.h"

#include <cstdlib>
#include <vector>

namespace likeness::app {

namespace {

using std::filesystem::path;

std::vector<path> resourceFolders()
{
    std::vector<path> folders;
    if (const char* chosen = std::getenv("LIKENESS_RESOURCES");
        chosen != nullptr && *chosen != '\0')
        folders.emplace_back(chosen);
    std::error_code ignored;
    const path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    if (!program.empty())
        folders.push_back(program.parent_path().parent_path() / "share" / "likeness");
    folders.emplace_back(LIKENESS_BUILD_RESOURCES);
    folders.emplace_back(LIKENESS_SOURCE_RESOURCES);
    return folders;
}

path find(const std::vector<path>& folders, const path& name)
{
    std::error_code ignored;
    for (const path& folder : folders)
        if (std::filesystem::exists(folder / name, ignored))
            return folder / name;
    return folders.back() / name;
}

// The variable's value, or nothing if it is not set.
path variable(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr ? path(value) : path();
}

path userModels()
{
    if (const path chosen = variable("LIKENESS_MODELS"); !chosen.empty())
        return chosen;
    if (const path data = variable("XDG_DATA_HOME"); data.is_absolute())
        return data / "likeness" / "models";
    const path home = variable("HOME");
    return home.empty() ? path() : home / ".local" / "share" / "likeness" / "models";
}

} // namespace

ResourcePaths resourcePaths()
{
    const std::vector<path> folders = resourceFolders();
    std::vector<path> landmarkFolders = folders;
    landmarkFolders.emplace_back("/usr/share/dlib"); // Debian's and Ubuntu's libdlib-data
    return {.starterModel = find(folders, "starter"),
            .styles = find(folders, "styles/styles.json"),
            .vocabulary = find(folders, "clip"),
            .landmarks = find(landmarkFolders, "shape_predictor_68_face_landmarks.dat"),
            .faceModels = userModels(),
            .samples = find(folders, "samples")};
}

generation::StudioOptions ResourcePaths::studioOptions() const
{
    return {.starterModel = starterModel,
            .styles = styles,
            .vocabulary = vocabulary,
            .landmarks = landmarks,
            .faceModels = faceModels};
}

} // namespace likeness::app
