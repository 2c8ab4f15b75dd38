// Python's pickle format as inert data: a pickle is a program, here it only ever builds a tree of
// values.
//
// Nothing is imported and nothing is called. A call becomes an `object` that names what should have
// been called and with what; who reads the tree decides what it means (TorchPickle.h). Opcodes:
// CPython's Lib/pickletools.py.
#pragma once

#include "core/base/Error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace likeness::weights {

using PickleId = std::uint32_t; // index into Pickle::values

enum class PickleKind {
    none,    // also what cannot matter here: bytes, integers beyond 64 bits
    boolean, // integer is 0 or 1
    integer,
    real,
    text,
    tuple,      // items
    list,       // items
    dict,       // items: key, value, key, value …
    global,     // text: module, name: its member
    object,     // callable(arguments); items: entries set on it afterwards, as in dict
    persistent, // arguments: a name for something outside the pickle; items as in object
};

struct PickleValue {
    PickleKind kind = PickleKind::none;
    std::int64_t integer = 0;
    double real = 0;
    std::string_view text; // views of the bytes that were read
    std::string_view name;
    std::vector<PickleId> items;
    PickleId callable = 0;
    PickleId arguments = 0;
    int depth = 0; // of the tree below it, when it was made
};

struct Pickle {
    std::vector<PickleValue> values;
    PickleId root = 0;
    size_t size = 0; // bytes that the pickle took; another may follow

    const PickleValue& at(PickleId id) const { return values[id]; }
};

// Limits: 1,000,000 operations, 64 levels of nesting. `bytes` must outlive the result.
// Errors: wrongFormat; the message is a clause for the caller's sentence.
base::Result<Pickle> readPickle(std::span<const std::byte> bytes);

} // namespace likeness::weights
