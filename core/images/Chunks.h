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
std::uint32_t bigEndian32(Bytes bytes, size_t offset); // 0 outside

void forEachPngChunk(Bytes file, const std::function<void(std::string_view type, Bytes data)>& visit);
void forEachRiffChunk(Bytes file, const std::function<void(std::string_view type, Bytes data)>& visit);

// Segments before the first scan; `marker` is the byte after 0xff.
void forEachJpegSegment(Bytes file, const std::function<void(int marker, Bytes data)>& visit);

// Whether the compressed data ends with the end-of-image marker: false for a file that was cut off.
bool jpegIsComplete(Bytes file);

} // namespace likeness::images
