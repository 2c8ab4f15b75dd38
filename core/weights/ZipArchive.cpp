#include "core/weights/ZipArchive.h"

#include <zlib.h>

#include <algorithm>
#include <optional>

namespace likeness::weights {

namespace {

using base::ErrorCode;
using base::Result;
using Bytes = std::span<const std::byte>;

constexpr std::uint32_t endSignature = 0x06054b50;
constexpr std::uint32_t end64LocatorSignature = 0x07064b50;
constexpr std::uint32_t end64Signature = 0x06064b50;
constexpr std::uint32_t memberSignature = 0x02014b50;
constexpr std::uint32_t localSignature = 0x04034b50;
constexpr size_t endSize = 22, end64LocatorSize = 20, end64Size = 56, memberSize = 46,
                 localSize = 30;
constexpr std::uint64_t maximumMembers = 1'000'000;

tl::unexpected<base::Error> damaged(const std::string& why = "it is damaged or cut short")
{
    return base::fail(ErrorCode::wrongFormat, why);
}

// A little-endian number; the caller has checked that it lies inside.
std::uint64_t number(Bytes bytes, size_t offset, size_t size)
{
    std::uint64_t value = 0;
    for (size_t i = 0; i < size; ++i)
        value |= std::to_integer<std::uint64_t>(bytes[offset + i]) << (8 * i);
    return value;
}

bool contains(Bytes bytes, std::uint64_t offset, std::uint64_t size)
{
    return offset <= bytes.size() && size <= bytes.size() - offset;
}

struct Directory {
    std::uint64_t offset = 0, size = 0, members = 0;
};

// The end record of large archives, if the small one says that there is one.
std::optional<Directory> directory64(Bytes file, size_t end)
{
    if (end < end64LocatorSize || number(file, end - end64LocatorSize, 4) != end64LocatorSignature)
        return {};
    const std::uint64_t offset = number(file, end - end64LocatorSize + 8, 8);
    if (!contains(file, offset, end64Size) || number(file, offset, 4) != end64Signature)
        return {};
    return Directory{number(file, offset + 48, 8), number(file, offset + 40, 8),
                     number(file, offset + 32, 8)};
}

std::optional<Directory> findDirectory(Bytes file)
{
    if (file.size() < endSize)
        return {};
    const size_t earliest = file.size() - std::min<size_t>(file.size(), endSize + 0xffff);
    for (size_t end = file.size() - endSize + 1; end-- > earliest;) {
        if (number(file, end, 4) != endSignature ||
            number(file, end + 20, 2) != file.size() - end - endSize)
            continue;
        const Directory small{number(file, end + 16, 4), number(file, end + 12, 4),
                              number(file, end + 10, 2)};
        const bool isLarge =
            small.offset == 0xffffffff || small.size == 0xffffffff || small.members == 0xffff;
        return isLarge ? directory64(file, end) : small;
    }
    return {};
}

// Sizes and offset that do not fit 32 bits stand in an extra field, in this order, each only if it
// is needed.
bool readExtra64(Bytes extra, ZipMember& member)
{
    while (extra.size() >= 4) {
        const std::uint64_t id = number(extra, 0, 2), size = number(extra, 2, 2);
        if (size > extra.size() - 4)
            return false;
        Bytes field = extra.subspan(4, size);
        extra = extra.subspan(4 + size);
        if (id != 1)
            continue;
        for (std::uint64_t* value :
             {&member.size_bytes, &member.packed_bytes, &member.headerOffset}) {
            if (*value != 0xffffffff)
                continue;
            if (field.size() < 8)
                return false;
            *value = number(field, 0, 8);
            field = field.subspan(8);
        }
    }
    return true;
}

bool isSafeName(const std::string& name)
{
    return !name.empty() && name.front() != '/' && name.find('\\') == std::string::npos &&
           name.find('\0') == std::string::npos &&
           ("/" + name + "/").find("/../") == std::string::npos;
}

// One entry of the directory; returns its length.
Result<size_t> readMember(Bytes rest, ZipMember& member)
{
    if (rest.size() < memberSize || number(rest, 0, 4) != memberSignature)
        return damaged();
    const size_t nameSize = number(rest, 28, 2), extraSize = number(rest, 30, 2),
                 commentSize = number(rest, 32, 2);
    const size_t size = memberSize + nameSize + extraSize + commentSize;
    if (rest.size() < size)
        return damaged();
    member.method = static_cast<std::uint16_t>(number(rest, 10, 2));
    member.crc = static_cast<std::uint32_t>(number(rest, 16, 4));
    member.packed_bytes = number(rest, 20, 4);
    member.size_bytes = number(rest, 24, 4);
    member.headerOffset = number(rest, 42, 4);
    member.name.assign(reinterpret_cast<const char*>(rest.data()) + memberSize, nameSize);
    if (number(rest, 8, 2) & 1)
        return damaged("it is encrypted");
    if (!readExtra64(rest.subspan(memberSize + nameSize, extraSize), member))
        return damaged();
    if (!isSafeName(member.name))
        return damaged("it holds a file with the unusable name '" + member.name + "'");
    return size;
}

std::uint32_t checksum(Bytes bytes)
{
    return static_cast<std::uint32_t>(
        ::crc32_z(0, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

bool inflateInto(Bytes packed, std::span<std::byte> out)
{
    z_stream stream{};
    if (::inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return false;
    stream.next_in = reinterpret_cast<unsigned char*>(const_cast<std::byte*>(packed.data()));
    stream.avail_in = static_cast<unsigned>(packed.size());
    stream.next_out = reinterpret_cast<unsigned char*>(out.data());
    stream.avail_out = static_cast<unsigned>(out.size());
    const int result = ::inflate(&stream, Z_FINISH);
    ::inflateEnd(&stream);
    return result == Z_STREAM_END && stream.avail_out == 0;
}

} // namespace

Result<ZipArchive> ZipArchive::open(std::shared_ptr<MappedFile> file)
{
    const Bytes bytes = file->bytes();
    const auto directory = findDirectory(bytes);
    if (!directory || !contains(bytes, directory->offset, directory->size) ||
        directory->members > maximumMembers)
        return damaged();
    ZipArchive archive(std::move(file));
    Bytes rest = bytes.subspan(directory->offset, directory->size);
    for (std::uint64_t i = 0; i < directory->members; ++i) {
        ZipMember member;
        const auto size = readMember(rest, member);
        if (!size)
            return tl::unexpected(size.error());
        rest = rest.subspan(*size);
        const std::string name = member.name;
        if (!archive.m_members.emplace(name, std::move(member)).second)
            return damaged("it holds two files named '" + name + "'");
    }
    return archive;
}

const ZipMember* ZipArchive::find(const std::string& name) const
{
    const auto found = m_members.find(name);
    return found == m_members.end() ? nullptr : &found->second;
}

Result<Bytes> ZipArchive::packed(const ZipMember& member) const
{
    const Bytes file = m_file->bytes();
    if (!contains(file, member.headerOffset, localSize) ||
        number(file, member.headerOffset, 4) != localSignature)
        return damaged();
    const std::uint64_t offset = member.headerOffset + localSize +
                                 number(file, member.headerOffset + 26, 2) +
                                 number(file, member.headerOffset + 28, 2);
    if (!contains(file, offset, member.packed_bytes))
        return damaged();
    return file.subspan(offset, member.packed_bytes);
}

Result<Bytes> ZipArchive::stored(const ZipMember& member) const
{
    if (member.method != 0 || member.packed_bytes != member.size_bytes)
        return damaged("its part '" + member.name + "' is compressed, as no model file is");
    const auto bytes = packed(member);
    const bool isDamaged = bytes && checksum(*bytes) != member.crc;
    if (bytes)
        MappedFile::forget(*bytes); // they were read for the checksum alone
    if (isDamaged)
        return damaged("its part '" + member.name + "' is damaged");
    return bytes;
}

Result<std::vector<std::byte>> ZipArchive::read(const ZipMember& member,
                                                std::uint64_t limit_bytes) const
{
    if (member.size_bytes > limit_bytes || member.packed_bytes > limit_bytes)
        return damaged("its part '" + member.name + "' is too large for what it should be");
    const auto bytes = packed(member);
    if (!bytes)
        return tl::unexpected(bytes.error());
    std::vector<std::byte> result(bytes->begin(), bytes->end());
    if (member.method == 8) {
        result.assign(member.size_bytes, std::byte{});
        if (!inflateInto(*bytes, result))
            return damaged("its part '" + member.name + "' is damaged");
    }
    if ((member.method != 0 && member.method != 8) || result.size() != member.size_bytes ||
        checksum(result) != member.crc)
        return damaged("its part '" + member.name + "' is damaged");
    return result;
}

} // namespace likeness::weights
