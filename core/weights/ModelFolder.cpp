#include "core/weights/ModelFolder.h"

#include "core/weights/Safetensors.h"

namespace likeness::weights {

base::Result<TensorFile> readModelFolder(const std::filesystem::path& folder, std::string_view stem)
{
    for (const char* ending : {".safetensors", ".fp16.safetensors"}) {
        const auto path = folder / (std::string(stem) + ending);
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored))
            return readSafetensors(path);
    }
    return base::fail(base::ErrorCode::notFound, "There is neither '" + std::string(stem) +
                                                     ".safetensors' nor '" + std::string(stem) +
                                                     ".fp16.safetensors' in '" + folder.string() +
                                                     "'. Choose a complete model folder.");
}

} // namespace likeness::weights
