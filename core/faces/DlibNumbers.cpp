#include "core/faces/DlibNumbers.h"

#include <cmath>
#include <cstring>
#include <limits>

namespace likeness::faces {

namespace {

constexpr std::int64_t mostValues = std::int64_t(1) << 40;

} // namespace

std::int64_t valuesIn(const DlibNumbers::Sizes& sizes)
{
    std::int64_t values = 1;
    for (const std::int64_t size : sizes) {
        if (size < 0 || size >= mostValues || (size > 0 && values > mostValues / size))
            throw DlibUnsound("a tensor of impossible size");
        values *= size;
    }
    return values;
}

void DlibNumbers::fail(const std::string& what) const
{
    throw DlibUnsound(what + " at byte " + std::to_string(m_at));
}

std::string_view DlibNumbers::take(size_t count)
{
    if (count > m_bytes.size() - m_at)
        fail("the file ends early");
    const auto taken = m_bytes.substr(m_at, count);
    m_at += count;
    return taken;
}

char DlibNumbers::byte()
{
    return take(1).front();
}

std::uint64_t DlibNumbers::magnitude(bool& isNegative)
{
    const auto control = static_cast<unsigned char>(byte());
    isNegative = (control & 0x80) != 0;
    const size_t count = control & 0x0f;
    if (count == 0 || count > 8 || (control & 0x70) != 0) // dlib reads those bits as an older format
        fail("no integer");
    std::uint64_t value = 0;
    size_t shift = 0;
    for (const char c : take(count)) {
        value |= std::uint64_t(static_cast<unsigned char>(c)) << shift;
        shift += 8;
    }
    return value;
}

std::int64_t DlibNumbers::integer(std::int64_t least, std::int64_t most)
{
    bool isNegative = false;
    const std::uint64_t size = magnitude(isNegative);
    if (size > std::uint64_t(std::numeric_limits<std::int64_t>::max()))
        fail("an integer that is too large");
    const auto value = isNegative ? -static_cast<std::int64_t>(size) : static_cast<std::int64_t>(size);
    if (value < least || value > most)
        fail("the integer " + std::to_string(value) + " instead of " + std::to_string(least) + " to " +
             std::to_string(most));
    return value;
}

bool DlibNumbers::boolean()
{
    const char value = byte();
    if (value != '0' && value != '1')
        fail("no truth value");
    return value == '1';
}

double DlibNumbers::real(double least, double most)
{
    constexpr std::int64_t whole = std::numeric_limits<std::int64_t>::max();
    const auto mantissa = integer(-whole, whole);
    const auto exponent = integer(-32768, 32767); // from 32000 on: infinite, or no number
    const double value = std::ldexp(double(mantissa), static_cast<int>(exponent));
    if (exponent >= 32000 || !(value >= least && value <= most))
        fail("a number out of range");
    return value;
}

std::string DlibNumbers::text(size_t longest)
{
    const auto length = integer(0, static_cast<std::int64_t>(longest));
    return std::string(take(static_cast<size_t>(length)));
}

DlibNumbers::Sizes DlibNumbers::tensor(Values values)
{
    integer(2, 2); // version
    Sizes sizes{};
    for (auto& size : sizes)
        size = integer(0, mostValues);
    const auto count = static_cast<size_t>(valuesIn(sizes));
    if (count > (m_bytes.size() - m_at) / sizeof(float))
        fail("a tensor that is longer than the file");
    const std::string_view bytes = take(count * sizeof(float));
    if (values == Values::weights)
        for (size_t i = 0; i < count; ++i) {
            float value = 0;
            std::memcpy(&value, bytes.data() + i * sizeof value, sizeof value);
            if (!std::isfinite(value))
                fail("a weight that is no number, in the tensor that ends");
        }
    return sizes;
}

DlibNumbers::Sizes DlibNumbers::alias()
{
    integer(1, 1); // version
    Sizes sizes{};
    for (auto& size : sizes)
        size = integer(0, mostValues);
    return sizes;
}

} // namespace likeness::faces
