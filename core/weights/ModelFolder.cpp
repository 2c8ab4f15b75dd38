#include "core/weights/ModelFolder.h"

#include "core/base/AtomicFile.h"
#include "core/weights/Safetensors.h"

#include <nlohmann/json.hpp>

#include <set>

namespace likeness::weights {

using base::ErrorCode;
namespace fs = std::filesystem;

namespace {

// The files that an index names: {"weight_map": {tensor: file}}. Only plain names are followed, so
// an index cannot lead out of its folder.
base::Result<std::set<std::string>> shardsOf(const fs::path& index)
{
    const auto text = base::readFile(index, 64 << 20);
    if (!text)
        return tl::unexpected(text.error());
    const auto json = nlohmann::json::parse(*text, nullptr, false);
    std::set<std::string> names;
    if (json.is_object() && json.contains("weight_map") && json["weight_map"].is_object())
        for (const auto& [tensor, file] : json["weight_map"].items()) {
            const fs::path name = file.is_string() ? file.get<std::string>() : "";
            if (name.empty() || name != name.filename() || name == "..")
                return base::fail(ErrorCode::wrongFormat,
                                  "'" + index.string() + "' names no file of its folder for '" +
                                      tensor.substr(0, 100) + "'.");
            names.insert(name.string());
        }
    if (names.empty())
        return base::fail(ErrorCode::wrongFormat,
                          "'" + index.string() + "' is no index: it has no \"weight_map\".");
    return names;
}

base::Result<TensorFile> readShards(const fs::path& index)
{
    const auto names = shardsOf(index);
    if (!names)
        return tl::unexpected(names.error());
    TensorFile whole{index.string(), {}, {}};
    for (const std::string& name : *names) {
        auto shard = readSafetensors(index.parent_path() / name);
        if (!shard)
            return shard;
        whole.tensors.merge(shard->tensors);
        whole.metadata.merge(shard->metadata);
    }
    return whole;
}

} // namespace

base::Result<TensorFile> readModelFolder(const fs::path& folder, std::string_view stem)
{
    const auto file = [&](const char* ending) { return folder / (std::string(stem) + ending); };
    std::error_code ignored;
    for (const char* ending : {".safetensors", ".fp16.safetensors"})
        if (const auto path = file(ending); fs::exists(path, ignored))
            return readSafetensors(path);
    for (const char* ending : {".safetensors.index.json", ".safetensors.index.fp16.json"})
        if (const auto path = file(ending); fs::exists(path, ignored))
            return readShards(path);
    return base::fail(ErrorCode::notFound, "There is neither '" + std::string(stem) +
                                               ".safetensors' nor '" + std::string(stem) +
                                               ".fp16.safetensors' in '" + folder.string() +
                                               "'. Choose a complete model folder.");
}

} // namespace likeness::weights
