#include "core/weights/Pickle.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace likeness::weights {

namespace {

constexpr size_t maximumOperations = 1'000'000;
constexpr int maximumDepth = 64;
constexpr int newestProtocol = 5;

class Machine {
public:
    explicit Machine(std::span<const std::byte> bytes) : m_bytes(bytes) {}

    base::Result<Pickle> run()
    {
        for (size_t count = 0; !m_isDone; ++count) {
            if (count == maximumOperations)
                fail("it is more complicated than any model file");
            if (!m_problem.empty() || !step())
                return base::fail(base::ErrorCode::wrongFormat, std::string(m_problem));
        }
        m_pickle.size = m_position;
        return std::move(m_pickle);
    }

private:
    bool fail(std::string_view why = "it is damaged or cut short")
    {
        if (m_problem.empty())
            m_problem = why;
        return false;
    }

    // Reading: on failure a harmless value comes back and the machine stops after this operation.
    std::uint64_t unsignedNumber(size_t size)
    {
        if (m_bytes.size() - m_position < size) {
            fail();
            return 0;
        }
        std::uint64_t value = 0;
        for (size_t i = 0; i < size; ++i)
            value |= std::to_integer<std::uint64_t>(m_bytes[m_position + i]) << (8 * i);
        m_position += size;
        return value;
    }
    std::string_view take(std::uint64_t size)
    {
        if (m_bytes.size() - m_position < size) {
            fail();
            return {};
        }
        const auto* begin = reinterpret_cast<const char*>(m_bytes.data()) + m_position;
        m_position += size;
        return {begin, static_cast<size_t>(size)};
    }
    std::string_view line()
    {
        const auto rest = m_bytes.subspan(m_position);
        const auto end = std::find(rest.begin(), rest.end(), std::byte{'\n'});
        if (end == rest.end()) {
            fail();
            return {};
        }
        const std::string_view text = take(static_cast<std::uint64_t>(end - rest.begin()));
        ++m_position;
        return text;
    }
    double real()
    {
        std::uint64_t bits = 0; // big-endian, unlike everything else
        for (const char c : take(8))
            bits = bits << 8 | static_cast<unsigned char>(c);
        return std::bit_cast<double>(bits);
    }

    // The stack.
    bool push(PickleValue value)
    {
        m_stack.push_back(static_cast<PickleId>(m_pickle.values.size()));
        m_pickle.values.push_back(std::move(value));
        return true;
    }
    bool pushText(std::string_view text) { return push({.kind = PickleKind::text, .text = text}); }
    bool pushInteger(std::int64_t value)
    {
        return push({.kind = PickleKind::integer, .integer = value});
    }
    bool pushBoolean(bool value) { return push({.kind = PickleKind::boolean, .integer = value}); }
    bool pushLong(std::uint64_t size)
    {
        const std::string_view bytes = take(size);
        if (size > 8)
            return push({}); // beyond 64 bits
        std::uint64_t value = 0;
        for (size_t i = 0; i < bytes.size(); ++i)
            value |= std::uint64_t(static_cast<unsigned char>(bytes[i])) << (8 * i);
        if (!bytes.empty() && bytes.size() < 8 && (bytes.back() & 0x80))
            value |= ~std::uint64_t(0) << (8 * bytes.size());
        return pushInteger(static_cast<std::int64_t>(value));
    }
    size_t floorOfStack() const { return m_marks.empty() ? 0 : m_marks.back(); }
    bool has(size_t count) { return m_stack.size() >= floorOfStack() + count || fail(); }
    PickleId pop()
    {
        if (!has(1))
            return 0;
        const PickleId id = m_stack.back();
        m_stack.pop_back();
        return id;
    }
    std::vector<PickleId> popCount(size_t count)
    {
        if (!has(count))
            return {};
        std::vector<PickleId> items(m_stack.end() - static_cast<std::ptrdiff_t>(count),
                                    m_stack.end());
        m_stack.resize(m_stack.size() - count);
        return items;
    }
    std::vector<PickleId> popToMark()
    {
        if (m_marks.empty()) {
            fail();
            return {};
        }
        auto items = popCount(m_stack.size() - m_marks.back());
        m_marks.pop_back();
        return items;
    }
    PickleValue* top() { return has(1) ? &m_pickle.values[m_stack.back()] : nullptr; }

    // Trees.
    bool deepen(PickleValue& value, const std::vector<PickleId>& below)
    {
        for (const PickleId id : below)
            value.depth = std::max(value.depth, m_pickle.values[id].depth + 1);
        return value.depth <= maximumDepth || fail("it is nested more deeply than any model file");
    }
    bool pushTuple(std::vector<PickleId> items)
    {
        PickleValue value{.kind = PickleKind::tuple};
        if (!deepen(value, items))
            return false;
        value.items = std::move(items);
        return push(std::move(value));
    }
    bool extend(const std::vector<PickleId>& items) // the list, set, dict or object on top
    {
        PickleValue* target = m_problem.empty() ? top() : nullptr;
        if (!target || !deepen(*target, items))
            return fail();
        target->items.insert(target->items.end(), items.begin(), items.end());
        return true;
    }
    bool setItems(const std::vector<PickleId>& items)
    {
        return items.size() % 2 == 0 ? extend(items) : fail();
    }
    bool call(PickleId callable, PickleId arguments)
    {
        if (!m_problem.empty())
            return false;
        PickleValue value{.kind = PickleKind::object, .callable = callable, .arguments = arguments};
        return deepen(value, {callable, arguments}) && push(std::move(value));
    }
    bool reduce()
    {
        const PickleId arguments = pop();
        return call(pop(), arguments);
    }
    bool persistent()
    {
        const PickleId arguments = pop();
        PickleValue value{.kind = PickleKind::persistent, .arguments = arguments};
        return m_problem.empty() && deepen(value, {arguments}) && push(std::move(value));
    }
    bool pushGlobal(std::string_view module, std::string_view name)
    {
        return push({.kind = PickleKind::global, .text = module, .name = name});
    }
    bool stackGlobal()
    {
        const PickleId name = pop();
        const PickleId module = pop();
        if (!m_problem.empty() || m_pickle.at(name).kind != PickleKind::text ||
            m_pickle.at(module).kind != PickleKind::text)
            return fail();
        return pushGlobal(m_pickle.at(module).text, m_pickle.at(name).text);
    }
    bool globalFromLines()
    {
        const std::string_view module = line();
        return pushGlobal(module, line());
    }
    bool remember(std::uint64_t key) // a map, so that a far-off key costs no memory
    {
        if (has(1))
            m_memo[key] = m_stack.back();
        return true;
    }
    bool recall(std::uint64_t key)
    {
        const auto found = m_memo.find(key);
        if (found == m_memo.end())
            return fail();
        m_stack.push_back(found->second);
        return true;
    }
    bool stop()
    {
        m_pickle.root = pop();
        m_isDone = true;
        return m_problem.empty();
    }

    bool step()
    {
        const auto operation = static_cast<unsigned char>(unsignedNumber(1));
        return m_problem.empty() && (atom(operation) || container(operation)) && m_problem.empty();
    }

    // One line per operation reads like the table that it is.
    // clang-format off

    // Numbers, texts, globals. False for an operation that is none of these, and after a failure.
    bool atom(unsigned char operation)
    {
        switch (operation) {
        case 'N': return push({});
        case 0x88: return pushBoolean(true);
        case 0x89: return pushBoolean(false);
        case 'K': return pushInteger(static_cast<std::int64_t>(unsignedNumber(1)));
        case 'M': return pushInteger(static_cast<std::int64_t>(unsignedNumber(2)));
        case 'J': return pushInteger(static_cast<std::int32_t>(unsignedNumber(4)));
        case 0x8a: return pushLong(unsignedNumber(1));
        case 0x8b: return pushLong(unsignedNumber(4));
        case 'G': return push({.kind = PickleKind::real, .real = real()});
        case 'X': // BINUNICODE
        case 'T': return pushText(take(unsignedNumber(4))); // BINSTRING, Python 2's texts
        case 'U':                                          // SHORT_BINSTRING
        case 0x8c: return pushText(take(unsignedNumber(1)));
        case 0x8d: return pushText(take(unsignedNumber(8)));
        case 'B': return take(unsignedNumber(4)), push({});
        case 'C': return take(unsignedNumber(1)), push({});
        case 0x8e: return take(unsignedNumber(8)), push({});
        case 'c': return globalFromLines();
        case 0x93: return stackGlobal();
        default: return false;
        }
    }
    bool container(unsigned char operation)
    {
        if (!m_problem.empty())
            return false;
        switch (operation) {
        case 0x80: return unsignedNumber(1) <= newestProtocol || fail("it is of a newer kind than Likeness knows");
        case 0x95: return unsignedNumber(8), true; // FRAME: a hint for buffered reading
        case '(': return m_marks.push_back(m_stack.size()), true;
        case ')': return pushTuple({});
        case 0x85: return pushTuple(popCount(1));
        case 0x86: return pushTuple(popCount(2));
        case 0x87: return pushTuple(popCount(3));
        case 't':
        case 0x91: return pushTuple(popToMark()); // FROZENSET
        case ']':
        case 0x8f: return push({.kind = PickleKind::list}); // EMPTY_SET
        case '}': return push({.kind = PickleKind::dict});
        case 'a': return extend(popCount(1));
        case 'e':
        case 0x90: return extend(popToMark()); // ADDITEMS
        case 's': return setItems(popCount(2));
        case 'u': return setItems(popToMark());
        case 'R':
        case 0x81: return reduce(); // NEWOBJ
        case 0x92: return pop(), reduce(); // NEWOBJ_EX: named arguments do not matter here
        case 'b': return pop(), has(1); // BUILD: neither does an object's own state
        case 'Q': return persistent();
        case 'q': return remember(unsignedNumber(1));
        case 'r': return remember(unsignedNumber(4));
        case 0x94: return remember(m_memo.size());
        case 'h': return recall(unsignedNumber(1));
        case 'j': return recall(unsignedNumber(4));
        case '.': return stop();
        default: return fail("it uses an operation that no model file needs");
        }
    }
    // clang-format on

    std::span<const std::byte> m_bytes;
    size_t m_position = 0;
    Pickle m_pickle;
    std::vector<PickleId> m_stack;
    std::vector<size_t> m_marks;
    std::unordered_map<std::uint64_t, PickleId> m_memo;
    std::string_view m_problem;
    bool m_isDone = false;
};

} // namespace

base::Result<Pickle> readPickle(std::span<const std::byte> bytes)
{
    return Machine(bytes).run();
}

} // namespace likeness::weights
