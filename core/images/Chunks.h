// Walking the parts of picture files: PNG chunks, JPEG segments, RIFF (WebP) chunks.
// A walk ends quietly where the file's structure ends or breaks; nothing is read outside `file`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

namespace likeness::images {

using Bytes = std::span<const std::byte>;

bool startsWith(Bytes bytes, std::string_view text);
std::string_view asText(Bytes bytes);
std::uint32_t bigEndian32(Bytes bytes, size_t offset);            // 0 outside
std::uint32_t littleEndian(Bytes bytes, size_t offset, int size); // 1..4 bytes; 0 outside

void forEachPngChunk(Bytes file,
                     const std::function<void(std::string_view type, Bytes data)>& visit);
void forEachRiffChunk(Bytes file,
                      const std::function<void(std::string_view type, Bytes data)>& visit);

// `marker` is the byte after 0xff; markers without data are left out, the end-of-image marker too.
// Returns whether that last one was reached, scans and all.
bool forEachJpegSegment(Bytes file, const std::function<void(int marker, Bytes data)>& visit);

} // namespace likeness::images
