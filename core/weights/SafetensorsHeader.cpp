#include "core/weights/SafetensorsHeader.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

namespace likeness::weights {

namespace {

constexpr std::uint64_t maximumHeader_bytes = 100'000'000; // the reference reader's limit
constexpr std::uint64_t maximumDimension = std::uint64_t(1) << 48;
constexpr size_t maximumRank = 64;

const std::map<std::string, unsigned> dtypeBits = {
    {"BOOL", 8},    {"U8", 8},          {"I8", 8},          {"F8_E5M2", 8}, {"F8_E4M3", 8},
    {"F8_E8M0", 8}, {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, {"I16", 16},    {"U16", 16},
    {"F16", 16},    {"BF16", 16},       {"I32", 32},        {"U32", 32},    {"F32", 32},
    {"I64", 64},    {"U64", 64},        {"F64", 64},        {"C64", 64},    {"F4", 4},
    {"F6_E2M3", 6}, {"F6_E3M2", 6},
};

// Reads the JSON into our own table, event by event: a hostile header costs no more memory than its
// own entries. Level 1: the object of names. Level 2: an entry, or the metadata. Level 3: a list of
// numbers.
class HeaderSax : public nlohmann::json::json_sax_t {
public:
    SafetensorsHeader header;
    std::string problem;

    bool null() override
    {
        if (level == 1 && name == "__metadata__")
            return true;
        return isPassedOver() || reject("a null where none belongs");
    }
    bool boolean(bool) override
    {
        return isPassedOver() || reject("a true or false where none belongs");
    }
    bool number_integer(number_integer_t) override
    {
        return isPassedOver() || reject("a negative number");
    }
    bool number_float(number_float_t, const string_t&) override
    {
        return isPassedOver() || reject("a fractional number");
    }
    bool binary(binary_t&) override { return reject("binary data"); }

    bool number_unsigned(number_unsigned_t value) override
    {
        if (isPassedOver())
            return true;
        if (level != 3 || !numbers)
            return reject("a number where none belongs");
        if (numbers->size() >= maximumRank)
            return reject("'" + name + "' has more than 64 dimensions");
        numbers->push_back(value);
        return true;
    }

    bool string(string_t& value) override
    {
        if (isPassedOver())
            return true;
        if (level == 2 && inMetadata) {
            header.metadata[field] = value;
            return true;
        }
        if (level != 2 || field != "dtype")
            return reject("a text where none belongs");
        entry.dtype = value;
        return true;
    }

    bool start_object(std::size_t) override
    {
        if (skipping())
            return deeper();
        if (level == 0)
            return deeper();
        if (level == 1) {
            inMetadata = name == "__metadata__";
            entry = {};
            shape.reset();
            offsets.reset();
            fields.clear();
            return deeper();
        }
        if (level == 2 && !inMetadata && isExtra(field))
            return skip();
        return reject("a nested object where none belongs");
    }

    bool end_object() override
    {
        if (level == 2 && !inMetadata && !skipping() && !finishEntry())
            return false;
        return shallower();
    }

    bool start_array(std::size_t) override
    {
        if (skipping())
            return deeper();
        if (level == 2 && !inMetadata && field == "shape")
            numbers = &shape.emplace();
        else if (level == 2 && !inMetadata && field == "data_offsets")
            numbers = &offsets.emplace();
        else if (level == 2 && !inMetadata && isExtra(field))
            return skip();
        else
            return reject("a list where none belongs");
        return deeper();
    }

    bool end_array() override
    {
        numbers = nullptr;
        return shallower();
    }

    bool key(string_t& value) override
    {
        if (skipping())
            return true;
        if (level == 1) {
            name = value;
            const bool isKnown = name == "__metadata__" ? std::exchange(hasMetadata, true)
                                                        : header.entries.count(name) > 0;
            return !isKnown || reject("the name '" + name + "' stands there twice");
        }
        field = value;
        return inMetadata || isExtra(field) || fields.insert(field).second ||
               reject("'" + name + "' has the field '" + field + "' twice");
    }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override
    {
        return reject("its header is not valid JSON");
    }

private:
    static bool isExtra(const std::string& field)
    {
        return field != "dtype" && field != "shape" && field != "data_offsets";
    }
    bool skipping() const { return skipLevel > 0; }
    // A single value inside, or right behind, a field that the format does not name.
    bool isPassedOver() const
    {
        return skipping() || (level == 2 && !inMetadata && isExtra(field));
    }
    bool skip()
    {
        skipLevel = level + 1;
        return deeper();
    }
    bool deeper() { return ++level < 128 || reject("its header is nested too deeply"); }
    bool shallower()
    {
        if (skipLevel == level)
            skipLevel = 0;
        --level;
        return true;
    }
    bool reject(std::string why)
    {
        if (problem.empty())
            problem = std::move(why);
        return false;
    }
    bool finishEntry()
    {
        if (entry.dtype.empty() || !shape || !offsets)
            return reject("'" + name + "' lacks its dtype, shape or data_offsets");
        if (offsets->size() != 2)
            return reject("'" + name + "' does not have two data_offsets");
        entry.shape = *shape;
        entry.begin = (*offsets)[0];
        entry.end = (*offsets)[1];
        header.entries[name] = entry;
        return true;
    }

    int level = 0;
    int skipLevel = 0; // level of an unknown field's value; everything in it is passed over
    bool inMetadata = false;
    bool hasMetadata = false;
    std::string name, field;
    std::set<std::string> fields; // of the entry being read
    SafetensorsEntry entry;
    std::optional<std::vector<std::uint64_t>> shape, offsets;
    std::vector<std::uint64_t>* numbers = nullptr;
};

// The number of bytes that dtype and shape demand, or why there is none.
base::Result<std::uint64_t> demandedBytes(const std::string& name, const SafetensorsEntry& entry)
{
    const auto bits = dtypeBits.find(entry.dtype);
    if (bits == dtypeBits.end())
        return base::fail(base::ErrorCode::wrongFormat,
                          "'" + name + "' has the unknown type '" + entry.dtype + "'");
    std::uint64_t total = bits->second;
    for (const std::uint64_t dimension : entry.shape) {
        if (dimension >= maximumDimension || __builtin_mul_overflow(total, dimension, &total))
            return base::fail(base::ErrorCode::wrongFormat,
                              "'" + name + "' has an impossible shape");
    }
    if (total % 8 != 0)
        return base::fail(base::ErrorCode::wrongFormat, "'" + name + "' does not fill whole bytes");
    return total / 8;
}

base::Result<void> checkLayout(const SafetensorsHeader& header, std::uint64_t data_bytes)
{
    using base::ErrorCode;
    std::vector<std::pair<const std::string*, const SafetensorsEntry*>> order;
    for (const auto& [name, entry] : header.entries)
        order.emplace_back(&name, &entry);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second->begin, a.second->end) <
               std::pair(b.second->begin, b.second->end);
    });
    std::uint64_t position = 0;
    for (const auto& [name, entry] : order) {
        if (entry->begin != position || entry->end < entry->begin)
            return base::fail(ErrorCode::wrongFormat,
                              "the bytes of '" + *name + "' leave a gap or overlap others");
        const auto bytes = demandedBytes(*name, *entry);
        if (!bytes)
            return tl::unexpected(bytes.error());
        if (entry->end - entry->begin != *bytes)
            return base::fail(ErrorCode::wrongFormat,
                              "'" + *name + "' has more or fewer bytes than its shape needs");
        position = entry->end;
    }
    if (position != data_bytes)
        return base::fail(ErrorCode::wrongFormat,
                          "it is " + std::string(position > data_bytes
                                                     ? "cut short"
                                                     : "longer than its header says"));
    return {};
}

} // namespace

base::Result<SafetensorsHeader> readSafetensorsHeader(std::span<const std::byte> file)
{
    using base::ErrorCode;
    std::uint64_t length = 0;
    if (file.size() < sizeof length)
        return base::fail(ErrorCode::wrongFormat, "it is shorter than a header");
    std::memcpy(&length, file.data(), sizeof length);
    if (length > maximumHeader_bytes)
        return base::fail(ErrorCode::wrongFormat, "its header is too large");
    if (length > file.size() - sizeof length)
        return base::fail(ErrorCode::wrongFormat, "it is cut short inside its header");
    const char* text = reinterpret_cast<const char*>(file.data()) + sizeof length;
    // Traps of the JSON library: it would pass over a byte order mark, a trailing NUL and "-0".
    const std::string_view view(text, length);
    const size_t last = view.find_last_not_of(" \t\r\n");
    const size_t first = view.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || view[first] != '{' || view[last] != '}')
        return base::fail(ErrorCode::wrongFormat, "its header is not a JSON object");
    HeaderSax sax;
    if (!nlohmann::json::sax_parse(view.begin(), view.end(), &sax))
        return base::fail(ErrorCode::wrongFormat,
                          sax.problem.empty() ? "its header is damaged" : sax.problem);
    sax.header.dataOffset = sizeof length + length;
    if (auto layout = checkLayout(sax.header, file.size() - sax.header.dataOffset); !layout)
        return tl::unexpected(layout.error());
    return std::move(sax.header);
}

} // namespace likeness::weights
