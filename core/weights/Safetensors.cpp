#include "core/weights/Safetensors.h"

#include "core/base/AtomicFile.h"
#include "core/weights/MappedTensor.h"
#include "core/weights/SafetensorsHeader.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace likeness::weights {

namespace {

// Types of the format that ATen can hold, by their names in the file.
const std::map<std::string, at::ScalarType, std::less<>> dtypes = {
    {"BOOL", at::kBool},
    {"U8", at::kByte},
    {"I8", at::kChar},
    {"I16", at::kShort},
    {"I32", at::kInt},
    {"I64", at::kLong},
    {"U16", at::kUInt16},
    {"U32", at::kUInt32},
    {"U64", at::kUInt64},
    {"F16", at::kHalf},
    {"BF16", at::kBFloat16},
    {"F32", at::kFloat},
    {"F64", at::kDouble},
    {"F8_E4M3", at::kFloat8_e4m3fn},
    {"F8_E5M2", at::kFloat8_e5m2},
    {"C64", at::kComplexFloat},
    {"F8_E4M3FNUZ", at::kFloat8_e4m3fnuz},
    {"F8_E5M2FNUZ", at::kFloat8_e5m2fnuz},
};

const char* nameOf(at::ScalarType type)
{
    for (const auto& [name, scalar] : dtypes)
        if (scalar == type)
            return name.c_str();
    return nullptr;
}

} // namespace

std::optional<at::ScalarType> safetensorsType(std::string_view name)
{
    const auto found = dtypes.find(name);
    return found == dtypes.end() ? std::nullopt : std::optional(found->second);
}

base::Result<TensorFile> readSafetensors(const std::filesystem::path& path)
{
    auto mapped = MappedFile::open(path);
    if (!mapped)
        return tl::unexpected(mapped.error());
    const auto file = *mapped;
    auto header = readSafetensorsHeader(file->bytes());
    if (!header)
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + path.string() + "' is not a usable safetensors file: " +
                              header.error().message + ". Download or copy it again.");
    TensorFile result{path.string(), {}, std::move(header->metadata)};
    for (const auto& [name, entry] : header->entries) {
        const auto type = dtypes.find(entry.dtype);
        if (type == dtypes.end())
            return base::fail(
                base::ErrorCode::wrongFormat,
                "'" + path.string() + "' stores '" + name + "' as " + entry.dtype +
                    ", which Likeness cannot compute with. Use a file in F32, F16, BF16 or F8.");
        const std::vector<int64_t> shape(entry.shape.begin(), entry.shape.end());
        const auto bytes =
            file->bytes().subspan(header->dataOffset + entry.begin, entry.end - entry.begin);
        result.tensors[name] = tensorOver(file, bytes, shape, type->second);
    }
    return result;
}

base::Result<void> writeSafetensors(const std::filesystem::path& path, const TensorMap& tensors,
                                    const std::map<std::string, std::string>& metadata)
{
    std::vector<TensorDescription> descriptions;
    for (const auto& [name, tensor] : tensors)
        descriptions.push_back({name, tensor.scalar_type(), tensor.sizes().vec()});
    const auto source = [&](const TensorDescription& one) -> base::Result<at::Tensor> {
        return tensors.at(one.name).detach();
    };
    return writeSafetensors(path, std::move(descriptions), source, metadata);
}

base::Result<void> writeSafetensors(const std::filesystem::path& path,
                                    std::vector<TensorDescription> tensors,
                                    const TensorSource& source,
                                    const std::map<std::string, std::string>& metadata)
{
    std::stable_sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) {
        return c10::elementSize(a.type) > c10::elementSize(b.type);
    });
    nlohmann::ordered_json header;
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    size_t offset = 0;
    for (const auto& [name, type, shape] : tensors) {
        const char* dtype = nameOf(type);
        if (!dtype)
            return base::fail(base::ErrorCode::internal,
                              "'" + name + "' has a type that safetensors cannot hold.");
        const size_t end =
            offset + static_cast<size_t>(c10::multiply_integers(shape)) * c10::elementSize(type);
        header[name] = {{"dtype", dtype}, {"shape", shape}, {"data_offsets", {offset, end}}};
        offset = end;
    }
    std::string text = header.is_null() ? "{}" : header.dump();
    text.append((8 - text.size() % 8) % 8, ' '); // the data starts at a multiple of 8
    const uint64_t length = text.size();         // little-endian, as every machine we build for

    return base::writeFileAtomically(
        path, [&](const base::AppendBytes& append) -> base::Result<void> {
            if (auto done = append(std::as_bytes(std::span(&length, 1))); !done)
                return done;
            if (auto done = append(std::as_bytes(std::span(text.data(), text.size()))); !done)
                return done;
            for (const TensorDescription& one : tensors) {
                const auto made = source(one);
                if (!made)
                    return tl::unexpected(made.error());
                const at::Tensor tensor = made->to(at::kCPU).contiguous();
                TORCH_CHECK(tensor.scalar_type() == one.type && tensor.sizes() == one.shape, "'",
                            one.name, "' is not as it was described");
                if (auto done = append(
                        {static_cast<const std::byte*>(tensor.const_data_ptr()), tensor.nbytes()});
                    !done)
                    return done;
            }
            return {};
        });
}

} // namespace likeness::weights
