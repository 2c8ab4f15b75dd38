#include "core/weights/TorchTensors.h"

#include <algorithm>
#include <array>
#include <optional>

namespace likeness::weights {

namespace {

using base::ErrorCode;
using base::Result;

constexpr int maximumNesting = 8; // of dictionaries
// Of dictionary entries: a pickle may name one dictionary many times.
constexpr size_t maximumVisits = 2'000'000;
constexpr size_t maximumRank = 64;
constexpr std::uint64_t maximumStorage = std::uint64_t(1) << 48; // elements

const std::map<std::string_view, at::ScalarType> storageTypes = {
    {"FloatStorage", at::kFloat},  {"DoubleStorage", at::kDouble},     {"HalfStorage", at::kHalf},
    {"LongStorage", at::kLong},    {"IntStorage", at::kInt},           {"ShortStorage", at::kShort},
    {"CharStorage", at::kChar},    {"ByteStorage", at::kByte},         {"BoolStorage", at::kBool},
    {"UntypedStorage", at::kByte}, {"BFloat16Storage", at::kBFloat16},
};

const std::map<std::string_view, at::ScalarType> dtypes = {
    {"float32", at::kFloat},
    {"float64", at::kDouble},
    {"float16", at::kHalf},
    {"bfloat16", at::kBFloat16},
    {"int64", at::kLong},
    {"int32", at::kInt},
    {"int16", at::kShort},
    {"int8", at::kChar},
    {"uint8", at::kByte},
    {"bool", at::kBool},
    {"uint16", at::kUInt16},
    {"uint32", at::kUInt32},
    {"uint64", at::kUInt64},
    {"float8_e4m3fn", at::kFloat8_e4m3fn},
    {"float8_e5m2", at::kFloat8_e5m2},
};

// Under these names training programs keep the weights beside other things; the first one present
// is taken.
constexpr std::array wrappers = {"state_dict", "model_state_dict", "params_ema", "params",
                                 "model",      "module",           "net"};

// What has no business in a model file. Nothing of it is ever run; such a file is not to be
// trusted.
constexpr std::array dangerousModules = {"os",         "posix",  "nt",        "sys",
                                         "subprocess", "shutil", "socket",    "runpy",
                                         "importlib",  "pty",    "webbrowser"};
constexpr std::array dangerousBuiltins = {"eval", "exec",       "execfile",   "compile",
                                          "open", "__import__", "breakpoint", "apply"};

template <typename Array> bool contains(const Array& array, std::string_view value)
{
    return std::find(array.begin(), array.end(), value) != array.end();
}

} // namespace

class TorchTensors::Finder {
public:
    Finder(const Pickle& pickle, TorchTensors& out) : m_pickle(pickle), m_out(out) {}

    bool run()
    {
        if (!refuseDangerous())
            return false;
        return collect(unwrapped(m_pickle.root), "", 0) &&
               (!m_out.m_tensors.empty() || saysThereAreNone());
    }

    std::string problem;

private:
    bool fail(std::string why)
    {
        if (problem.empty())
            problem = std::move(why);
        return false;
    }

    const PickleValue& at(PickleId id) const { return m_pickle.at(id); }
    bool is(PickleId id, PickleKind kind) const { return at(id).kind == kind; }

    static std::string qualified(const PickleValue& global)
    {
        return std::string(global.text) + "." + std::string(global.name);
    }

    bool refuseDangerous()
    {
        for (const PickleValue& value : m_pickle.values) {
            if (value.kind != PickleKind::global)
                continue;
            const std::string_view package = value.text.substr(0, value.text.find('.'));
            const bool isBuiltin = package == "builtins" || package == "__builtin__";
            if (contains(dangerousModules, package) ||
                (isBuiltin && contains(dangerousBuiltins, value.name)))
                return fail("it asks to run '" + qualified(value) +
                            "', which no model file has a reason to do (it was not run)");
        }
        return true;
    }

    bool saysThereAreNone()
    {
        std::string names;
        for (const std::string& name : m_out.m_skipped)
            names += (names.empty() ? "; it holds only " : ", ") + name;
        return fail("it holds no named tensors" + names);
    }

    const PickleValue* callable(const PickleValue& object) const
    {
        const PickleValue& callable = at(object.callable);
        return callable.kind == PickleKind::global ? &callable : nullptr;
    }

    static bool isDictionaryClass(const PickleValue& global)
    {
        return global.text == "collections" &&
               (global.name == "OrderedDict" || global.name == "defaultdict" ||
                global.name == "Counter");
    }

    // Keys and values of a dictionary of any kind; nothing if the value is no dictionary.
    std::optional<std::vector<std::pair<PickleId, PickleId>>> entries(PickleId id) const
    {
        const PickleValue& value = at(id);
        std::vector<std::pair<PickleId, PickleId>> result;
        if (value.kind == PickleKind::object) {
            const PickleValue* global = callable(value);
            if (!global || !isDictionaryClass(*global))
                return {};
            appendPairs(value.arguments, result); // Python 2 wrote OrderedDict([[key, value], …])
        } else if (value.kind != PickleKind::dict) {
            return {};
        }
        for (size_t i = 0; i + 1 < value.items.size(); i += 2)
            result.emplace_back(value.items[i], value.items[i + 1]);
        return result;
    }

    void appendPairs(PickleId arguments, std::vector<std::pair<PickleId, PickleId>>& result) const
    {
        for (const PickleId list : at(arguments).items)
            for (const PickleId pair : at(list).items)
                if (at(pair).items.size() == 2)
                    result.emplace_back(at(pair).items[0], at(pair).items[1]);
    }

    bool holdsTensors(PickleId id) const
    {
        const auto list = entries(id);
        return list && std::any_of(list->begin(), list->end(),
                                   [&](const auto& e) { return tensorCall(e.second); });
    }

    // The dictionary under a wrapper's name, if this one has any.
    std::optional<PickleId> wrapped(PickleId id) const
    {
        const auto list = entries(id);
        if (!list)
            return {};
        for (const std::string_view wrapper : wrappers)
            for (const auto& [key, value] : *list)
                if (is(key, PickleKind::text) && at(key).text == wrapper && entries(value))
                    return value;
        return {};
    }

    PickleId unwrapped(PickleId id) const
    {
        for (int level = 0; level < maximumNesting && !holdsTensors(id); ++level) {
            const auto inner = wrapped(id);
            if (!inner)
                break;
            id = *inner;
        }
        return id;
    }

    bool collect(PickleId id, const std::string& prefix, int nesting)
    {
        const auto list = entries(id);
        if (!list) {
            noteSkipped(id);
            return true;
        }
        if (nesting == maximumNesting || (m_visits += list->size()) > maximumVisits)
            return fail("its dictionaries are nested more deeply than any model's");
        for (const auto& [key, value] : *list) {
            if (!is(key, PickleKind::text))
                continue;
            const std::string name = prefix + std::string(at(key).text);
            if (const auto call = tensorCall(value)) {
                if (!place(name, *call))
                    return false;
            } else if (!collect(value, name + ".", nesting + 1)) {
                return false;
            }
        }
        return true;
    }

    void noteSkipped(PickleId id)
    {
        const PickleValue& value = at(id);
        if (value.kind == PickleKind::object && callable(value))
            m_out.m_skipped.insert(qualified(*callable(value)));
    }

    struct TensorCall {
        std::string_view function;
        const std::vector<PickleId>* arguments;
    };

    // The call that makes a tensor, behind parameters and subclasses.
    std::optional<TensorCall> tensorCall(PickleId id, int nesting = 0) const
    {
        const PickleValue& value = at(id);
        const PickleValue* global = value.kind == PickleKind::object ? callable(value) : nullptr;
        if (!global || nesting > 4)
            return {};
        const auto& arguments = at(value.arguments).items;
        if (global->text == "torch._utils") {
            const std::string_view f = global->name;
            if (f == "_rebuild_tensor" || f == "_rebuild_tensor_v2" || f == "_rebuild_tensor_v3")
                return TensorCall{f, &arguments};
            if ((f == "_rebuild_parameter" || f == "_rebuild_parameter_with_state") &&
                !arguments.empty())
                return tensorCall(arguments[0], nesting + 1);
        }
        if (global->text == "torch.nn.parameter" && !arguments.empty())
            return tensorCall(arguments[0], nesting + 1);
        if (global->text == "torch._tensor" && global->name == "_rebuild_from_type_v2" &&
            arguments.size() >= 3 && is(arguments[0], PickleKind::global) &&
            at(arguments[0]).text == "torch._utils")
            return TensorCall{at(arguments[0]).name, &at(arguments[2]).items};
        return {};
    }

    bool integers(PickleId id, std::vector<std::int64_t>& list) const
    {
        PickleId tuple = id;
        if (is(id, PickleKind::object) && at(at(id).arguments).items.size() == 1) // torch.Size((…))
            tuple = at(at(id).arguments).items[0];
        if (!is(tuple, PickleKind::tuple) && !is(tuple, PickleKind::list))
            return false;
        for (const PickleId item : at(tuple).items) {
            if (!is(item, PickleKind::integer))
                return false;
            list.push_back(at(item).integer);
        }
        return list.size() <= maximumRank;
    }

    bool place(const std::string& name, const TensorCall& call)
    {
        const auto& arguments = *call.arguments;
        Placed tensor;
        if (arguments.size() < 4 || !is(arguments[1], PickleKind::integer) ||
            !integers(arguments[2], tensor.size) || !integers(arguments[3], tensor.stride) ||
            tensor.size.size() != tensor.stride.size())
            return fail("its tensor '" + name +
                        "' is described in a way that Likeness does not know");
        const TorchStorage* storage = this->storage(arguments[0], name);
        if (!storage)
            return false;
        tensor.storage = storage->key;
        tensor.type = storage->type;
        tensor.offset = at(arguments[1]).integer;
        if (call.function == "_rebuild_tensor_v3" && !retype(arguments, tensor))
            return fail("its tensor '" + name + "' has a type that Likeness cannot compute with");
        if (!fits(tensor, *storage))
            return fail("its tensor '" + name + "' reaches beyond the numbers stored for it");
        m_out.m_tensors[name] = std::move(tensor);
        return true;
    }

    bool retype(const std::vector<PickleId>& arguments, Placed& tensor) const
    {
        if (arguments.size() < 7 || !is(arguments[6], PickleKind::global))
            return false;
        const auto found = dtypes.find(at(arguments[6]).name);
        const bool isUntyped = tensor.type == at::kByte;
        if (found == dtypes.end() || !(isUntyped || tensor.type == found->second))
            return false;
        tensor.type = found->second;
        return true;
    }

    // ('storage', class, key, device, count[, view])
    const TorchStorage* storage(PickleId id, const std::string& tensor)
    {
        const auto& parts = is(id, PickleKind::persistent) ? at(at(id).arguments).items : m_none;
        if (parts.size() < 5 || !is(parts[0], PickleKind::text) || at(parts[0]).text != "storage" ||
            !is(parts[1], PickleKind::global) || !is(parts[2], PickleKind::text) ||
            !is(parts[4], PickleKind::integer) ||
            (parts.size() > 5 && !is(parts[5], PickleKind::none))) {
            fail("its tensor '" + tensor + "' is stored in a way that Likeness does not know");
            return nullptr;
        }
        const auto type = storageTypes.find(at(parts[1]).name);
        const std::int64_t count = at(parts[4]).integer;
        if (type == storageTypes.end()) {
            fail("its tensor '" + tensor + "' has a type that Likeness cannot compute with");
            return nullptr;
        }
        if (count < 0 || static_cast<std::uint64_t>(count) > maximumStorage) {
            fail("its tensor '" + tensor + "' has an impossible size");
            return nullptr;
        }
        const TorchStorage storage{std::string(at(parts[2]).text), type->second,
                                   static_cast<std::uint64_t>(count)};
        const auto [known, isNew] = m_out.m_storages.emplace(storage.key, storage);
        if (!isNew &&
            (known->second.type != storage.type || known->second.count != storage.count)) {
            fail("its tensor '" + tensor + "' contradicts another about the numbers they share");
            return nullptr;
        }
        return &known->second;
    }

    // Whether every element lies inside the storage: offset + Σ (size - 1) · stride < count.
    static bool fits(const Placed& tensor, const TorchStorage& storage)
    {
        std::int64_t last = tensor.offset;
        std::int64_t count = 1;
        bool isEmpty = false;
        if (tensor.offset < 0)
            return false;
        for (size_t i = 0; i < tensor.size.size(); ++i) {
            std::int64_t reach = 0;
            const std::int64_t size = tensor.size[i], stride = tensor.stride[i];
            if (size < 0 || stride < 0 ||
                __builtin_mul_overflow(count, std::max<std::int64_t>(size, 1), &count))
                return false;
            isEmpty |= size == 0;
            if (size > 0 && (__builtin_mul_overflow(size - 1, stride, &reach) ||
                             __builtin_add_overflow(last, reach, &last)))
                return false;
        }
        const std::uint64_t available = storage.bytes() / c10::elementSize(tensor.type);
        return isEmpty ? static_cast<std::uint64_t>(tensor.offset) <= available
                       : static_cast<std::uint64_t>(last) < available;
    }

    const Pickle& m_pickle;
    TorchTensors& m_out;
    const std::vector<PickleId> m_none;
    size_t m_visits = 0;
};

Result<TorchTensors> TorchTensors::find(const Pickle& pickle)
{
    TorchTensors result;
    Finder finder(pickle, result);
    if (!finder.run())
        return base::fail(ErrorCode::wrongFormat, finder.problem);
    return result;
}

} // namespace likeness::weights
