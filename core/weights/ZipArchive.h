// The directory of a zip archive and the bytes of its members, over a mapped file of unknown origin
// (PKWARE APPNOTE 6.3). Nothing is ever extracted to disk.
#pragma once

#include "core/weights/MappedFile.h"

#include <map>
#include <string>
#include <vector>

namespace likeness::weights {

struct ZipMember {
    std::string name;
    std::uint16_t method = 0; // 0: stored as it is, 8: deflated
    std::uint32_t crc = 0;
    std::uint64_t packed_bytes = 0;
    std::uint64_t size_bytes = 0;
    std::uint64_t headerOffset = 0; // of the local header in the file
};

class ZipArchive {
public:
    // Errors: wrongFormat; the message is a clause for the caller's sentence. Refused: two members
    // of one name, absolute names, names with "..", encrypted members, archives in several parts.
    static base::Result<ZipArchive> open(std::shared_ptr<MappedFile> file);

    const std::map<std::string, ZipMember>& members() const { return m_members; }
    const ZipMember* find(const std::string& name) const; // nullptr: there is none

    // The bytes of a member that is stored as it is, checked against its checksum; a view of the
    // mapped file.
    base::Result<std::span<const std::byte>> stored(const ZipMember& member) const;
    // The bytes of a small member, stored or deflated.
    base::Result<std::vector<std::byte>> read(const ZipMember& member,
                                              std::uint64_t limit_bytes) const;

private:
    explicit ZipArchive(std::shared_ptr<MappedFile> file) : m_file(std::move(file)) {}
    base::Result<std::span<const std::byte>> packed(const ZipMember& member) const;

    std::shared_ptr<MappedFile> m_file;
    std::map<std::string, ZipMember> m_members;
};

} // namespace likeness::weights
