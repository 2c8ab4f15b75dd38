#include "core/base/Folders.h"

namespace likeness::base {

Result<void> makeFolder(const std::filesystem::path& folder)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error)
        return fail(ErrorCode::io,
                    "Cannot make the folder '" + folder.string() + "': " + error.message() + ". Choose another folder.");
    return {};
}

} // namespace likeness::base
