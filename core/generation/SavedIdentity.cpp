#include "core/generation/SavedIdentity.h"

#include "core/identity/IdentityFile.h"

namespace likeness::generation {

bool isSavedIdentity(const std::filesystem::path& path)
{
    return identity::looksLikeIdentityFile(path);
}

base::Result<SavedIdentity> readSavedIdentity(const std::filesystem::path& path)
{
    auto file = identity::readIdentityFile(path);
    if (!file)
        return tl::unexpected(file.error());
    return SavedIdentity{std::move(file->name), std::move(file->aligned112)};
}

} // namespace likeness::generation
