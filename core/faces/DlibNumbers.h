// Numbers, texts and tensors in dlib's serialised format (dlib/serialize.h), read with a limit on
// each, without dlib. For core/faces' own sources only.
//
// An integer is a control byte (bit 7: negative; bits 0..3: how many bytes follow) and its absolute
// value, little endian; a real number is mantissa and exponent of 2; a tensor is the version 2, four
// sizes and its float32 values.
#pragma once

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace likeness::faces {

struct DlibUnsound : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// Every function throws DlibUnsound where the bytes end or say something else.
class DlibNumbers {
public:
    using Sizes = std::array<std::int64_t, 4>; // samples, channels, rows, columns

    explicit DlibNumbers(std::string_view bytes) : m_bytes(bytes) {}

    std::int64_t integer(std::int64_t least, std::int64_t most);
    bool boolean();
    double real(double least, double most); // finite
    std::string text(size_t longest);
    char byte();

    // All values are there. Weights: each of them is finite as well.
    enum class Values { any, weights };
    Sizes tensor(Values values);
    Sizes alias(); // the sizes of a part of a tensor

    size_t at() const { return m_at; } // bytes read
    bool atEnd() const { return m_at == m_bytes.size(); }
    [[noreturn]] void fail(const std::string& what) const;

private:
    std::string_view take(size_t count);
    std::uint64_t magnitude(bool& isNegative);

    std::string_view m_bytes;
    size_t m_at = 0;
};

// The number of values; throws DlibUnsound where it is not below 2^40.
std::int64_t valuesIn(const DlibNumbers::Sizes& sizes);

} // namespace likeness::faces
