#include "core/weights/OnnxTensor.h"

#include "core/weights/MappedTensor.h"
#include "core/weights/ProtobufWire.h"

#include <cstring>
#include <optional>

namespace likeness::weights {

namespace {

using base::ErrorCode;
using base::Result;

constexpr size_t maximumRank = 64;

// TensorProto.DataType
const std::map<std::uint64_t, at::ScalarType> dataTypes = {
    {1, at::kFloat},   {2, at::kByte},    {3, at::kChar},      {4, at::kUInt16}, {5, at::kShort},
    {6, at::kInt},     {7, at::kLong},    {9, at::kBool},      {10, at::kHalf},  {11, at::kDouble},
    {12, at::kUInt32}, {13, at::kUInt64}, {16, at::kBFloat16},
};

struct TensorFields {
    std::string name;
    std::vector<std::int64_t> dims;
    std::uint64_t type = 0;
    bool isExternal = false;
    std::optional<std::span<const std::byte>> raw;
    std::vector<std::int64_t> integers; // int32_data, int64_data, uint64_data
    std::vector<std::byte>
        fixed; // float_data, double_data: little-endian numbers, one after the other
};

bool appendFixed(const WireField& field, size_t size, std::vector<std::byte>& list)
{
    if (field.type == WireType::bytes) {
        list.insert(list.end(), field.bytes.begin(), field.bytes.end());
        return field.bytes.size() % size == 0;
    }
    if (field.type != (size == 4 ? WireType::fixed32 : WireType::fixed64))
        return false;
    const auto* bytes = reinterpret_cast<const std::byte*>(&field.value);
    list.insert(list.end(), bytes, bytes + size);
    return true;
}

bool readField(const WireField& field, TensorFields& tensor)
{
    switch (field.number) {
    case 1:
        return appendIntegers(field, tensor.dims);
    case 2:
        tensor.type = field.value;
        return field.type == WireType::varint;
    case 4:
        return appendFixed(field, 4, tensor.fixed);
    case 5:
    case 7:
    case 11:
        return appendIntegers(field, tensor.integers);
    case 8:
        tensor.name = field.text();
        return field.type == WireType::bytes;
    case 9:
        tensor.raw = field.bytes;
        return field.type == WireType::bytes;
    case 10:
        return appendFixed(field, 8, tensor.fixed);
    case 13:
        tensor.isExternal = true;
        return true;
    case 14:
        tensor.isExternal |= field.value != 0;
        return true;
    default:
        return true;
    }
}

// The number of elements, or nothing if the dimensions cannot be.
std::optional<std::uint64_t> elementCount(const std::vector<std::int64_t>& dims)
{
    std::uint64_t count = 1;
    if (dims.size() > maximumRank)
        return {};
    for (const std::int64_t dim : dims)
        if (dim < 0 || dim > (std::int64_t(1) << 48) ||
            __builtin_mul_overflow(count, static_cast<std::uint64_t>(dim), &count))
            return {};
    return count;
}

tl::unexpected<base::Error> damaged(const std::string& name, const std::string& why)
{
    return base::fail(ErrorCode::wrongFormat, "its tensor '" + name + "' " + why);
}

// Numbers that the file spells one by one instead of as raw bytes.
Result<at::Tensor> spelledOut(const TensorFields& fields, at::ScalarType type, std::uint64_t count)
{
    if (type == at::kFloat || type == at::kDouble) {
        if (fields.fixed.size() != count * c10::elementSize(type))
            return damaged(fields.name, "has more or fewer numbers than its shape needs");
        at::Tensor tensor = at::empty(fields.dims, type);
        std::memcpy(tensor.mutable_data_ptr(), fields.fixed.data(), fields.fixed.size());
        return tensor;
    }
    if (fields.integers.size() != count)
        return damaged(fields.name, "has more or fewer numbers than its shape needs");
    at::Tensor tensor = at::tensor(fields.integers, at::kLong).view(fields.dims);
    if (type == at::kHalf || type == at::kBFloat16) // the bits of each number stand in an integer
        return tensor.to(at::kShort).view(type);
    return tensor.to(type);
}

} // namespace

Result<OnnxTensor> readOnnxTensor(const std::shared_ptr<MappedFile>& file,
                                  std::span<const std::byte> message)
{
    TensorFields fields;
    WireReader reader(message);
    WireField field;
    while (reader.next(field))
        if (!readField(field, fields))
            return damaged(fields.name, "is damaged");
    if (reader.isDamaged())
        return damaged(fields.name, "is damaged");
    if (fields.isExternal)
        return damaged(fields.name, "is stored in another file, which Likeness does not follow");
    const auto type = dataTypes.find(fields.type);
    if (type == dataTypes.end())
        return damaged(fields.name, "has a type that Likeness cannot compute with");
    const auto count = elementCount(fields.dims);
    if (!count)
        return damaged(fields.name, "has an impossible shape");
    if (!fields.raw) {
        auto tensor = spelledOut(fields, type->second, *count);
        if (!tensor)
            return tl::unexpected(tensor.error());
        return OnnxTensor{fields.name, *tensor};
    }
    std::uint64_t bytes = 0;
    if (__builtin_mul_overflow(*count, c10::elementSize(type->second), &bytes) ||
        bytes != fields.raw->size())
        return damaged(fields.name, "has more or fewer bytes than its shape needs");
    return OnnxTensor{fields.name, tensorOver(file, *fields.raw, fields.dims, type->second)};
}

} // namespace likeness::weights
