#include "core/weights/TorchWriter.h"

#include "core/base/AtomicFile.h"

#include <zlib.h>

namespace likeness::weights {

using base::Result;

namespace {

constexpr std::uint64_t alignment = 64;
constexpr std::uint64_t largestFile = 0xffff'0000; // offsets have 32 bits

// Appends little-endian numbers and text to bytes.
struct Bytes {
    std::string text;

    Bytes& number(std::uint64_t value, size_t size)
    {
        for (size_t i = 0; i < size; ++i)
            text.push_back(static_cast<char>(value >> (8 * i) & 0xff));
        return *this;
    }
    Bytes& add(std::string_view more)
    {
        text += more;
        return *this;
    }
};

const char* storageName(at::ScalarType type)
{
    switch (type) {
    case at::kHalf:
        return "HalfStorage";
    case at::kBFloat16:
        return "BFloat16Storage";
    case at::kFloat:
        return "FloatStorage";
    case at::kLong:
        return "LongStorage";
    default:
        return nullptr;
    }
}

// Opcodes: CPython's Lib/pickletools.py.
void addText(Bytes& out, std::string_view text)
{
    out.add("X").number(text.size(), 4).add(text);
}

void addInteger(Bytes& out, std::int64_t value)
{
    if (value >= 0 && value < 256)
        out.add("K").number(static_cast<std::uint64_t>(value), 1);
    else if (value < (std::int64_t(1) << 31))
        out.add("J").number(static_cast<std::uint64_t>(value), 4);
    else
        out.add("\x8a").number(8, 1).number(static_cast<std::uint64_t>(value), 8);
}

void addTuple(Bytes& out, const std::vector<std::int64_t>& values)
{
    out.add("(");
    for (const std::int64_t value : values)
        addInteger(out, value);
    out.add("t");
}

// torch._utils._rebuild_tensor_v2(storage, offset, size, stride, requires_grad, hooks)
void addTensor(Bytes& out, const TensorDescription& tensor, size_t number)
{
    std::vector<std::int64_t> strides(tensor.shape.size(), 1);
    for (size_t i = strides.size(); i-- > 1;)
        strides[i - 1] = strides[i] * tensor.shape[i];
    out.add("ctorch._utils\n_rebuild_tensor_v2\n((");
    addText(out, "storage");
    out.add(std::string("ctorch\n") + storageName(tensor.type) + "\n");
    addText(out, std::to_string(number));
    addText(out, "cpu");
    addInteger(out, c10::multiply_integers(tensor.shape));
    out.add("tQ");
    addInteger(out, 0);
    addTuple(out, tensor.shape);
    addTuple(out, strides);
    out.add("\x89" "ccollections\nOrderedDict\n)RtR");
}

std::string pickle(const std::vector<TensorDescription>& tensors)
{
    Bytes out;
    out.add("\x80\x02}(");
    for (size_t i = 0; i < tensors.size(); ++i) {
        addText(out, tensors[i].name);
        addTensor(out, tensors[i], i);
    }
    return out.add("u.").text;
}

// The zip container, member by member (PKWARE APPNOTE 6.3, stored).
class ZipWriter {
public:
    explicit ZipWriter(const base::AppendBytes& append) : m_append(append) {}

    Result<void> add(const std::string& name, std::span<const std::byte> content)
    {
        const auto* bytes = reinterpret_cast<const unsigned char*>(content.data());
        const std::uint64_t crc = ::crc32_z(0, bytes, content.size());
        Bytes same; // what the local header and the directory both say
        same.number(20, 2).number(0x800, 2).number(0, 2).number(0, 2).number(0x21, 2);
        same.number(crc, 4).number(content.size(), 4).number(content.size(), 4).number(name.size(), 2);
        // As torch does: an extra field "FB" moves the content to a multiple of 64.
        const std::uint64_t plain = m_offset + 30 + name.size() + 4;
        const std::uint64_t padding = (alignment - plain % alignment) % alignment;
        Bytes local;
        local.add("PK\x03\x04").add(same.text).number(4 + padding, 2).add(name);
        local.add("FB").number(padding, 2).add(std::string(padding, 'Z'));
        m_directory.add("PK\x01\x02").number(20, 2).add(same.text).number(0, 2).number(0, 2);
        m_directory.number(0, 2).number(0, 2).number(0, 4).number(m_offset, 4).add(name);
        ++m_members;
        if (auto done = put(std::as_bytes(std::span(local.text))); !done)
            return done;
        return put(content);
    }

    Result<void> finish()
    {
        const std::uint64_t begin = m_offset;
        if (auto done = put(std::as_bytes(std::span(m_directory.text))); !done)
            return done;
        Bytes end;
        end.add("PK\x05\x06").number(0, 4).number(m_members, 2).number(m_members, 2);
        end.number(m_directory.text.size(), 4).number(begin, 4).number(0, 2);
        return put(std::as_bytes(std::span(end.text)));
    }

private:
    Result<void> put(std::span<const std::byte> bytes)
    {
        m_offset += bytes.size();
        if (m_offset > largestFile)
            return base::fail(base::ErrorCode::invalidInput,
                              "The file would be larger than 4 GiB, which this container cannot "
                              "hold; write safetensors.");
        return m_append(bytes);
    }

    const base::AppendBytes& m_append;
    Bytes m_directory;
    std::uint64_t m_offset = 0, m_members = 0;
};

} // namespace

Result<void> writeTorchFile(const std::filesystem::path& path,
                            const std::vector<TensorDescription>& tensors,
                            const TensorSource& source)
{
    for (const TensorDescription& tensor : tensors)
        if (!storageName(tensor.type))
            return base::fail(base::ErrorCode::internal,
                              "'" + tensor.name + "' has a type that is not written to torch files.");
    return base::writeFileAtomically(path, [&](const base::AppendBytes& append) -> Result<void> {
        ZipWriter zip(append);
        const std::string tree = pickle(tensors);
        if (auto done = zip.add("archive/data.pkl", std::as_bytes(std::span(tree))); !done)
            return done;
        for (size_t i = 0; i < tensors.size(); ++i) {
            const auto made = source(tensors[i]);
            if (!made)
                return tl::unexpected(made.error());
            const at::Tensor tensor = made->to(at::kCPU).contiguous();
            TORCH_CHECK(tensor.scalar_type() == tensors[i].type && tensor.sizes() == tensors[i].shape,
                        "'", tensors[i].name, "' is not as it was described");
            const auto* data = static_cast<const std::byte*>(tensor.const_data_ptr());
            if (auto done = zip.add("archive/data/" + std::to_string(i), {data, tensor.nbytes()}); !done)
                return done;
        }
        const std::string version = "3\n";
        if (auto done = zip.add("archive/version", std::as_bytes(std::span(version))); !done)
            return done;
        return zip.finish();
    });
}

} // namespace likeness::weights
