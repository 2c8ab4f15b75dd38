#include "core/weights/TorchPickle.h"

#include "core/weights/MappedTensor.h"
#include "core/weights/TorchTensors.h"
#include "core/weights/ZipArchive.h"

#include <algorithm>
#include <charconv>
#include <cstring>

namespace likeness::weights {

namespace {

using base::ErrorCode;
using base::Result;
using Bytes = std::span<const std::byte>;

constexpr std::uint64_t maximumPickle_bytes = 64 << 20;
constexpr int newestContainer = 10; // the version up to which torch itself reads

tl::unexpected<base::Error> damaged(std::string why = "it is damaged or cut short")
{
    return base::fail(ErrorCode::wrongFormat, std::move(why));
}

Result<TensorFile> finish(const TorchTensors& found, const TorchTensors::StorageSource& source,
                          size_t file_bytes)
{
    auto tensors = found.build(source, file_bytes);
    if (!tensors)
        return tl::unexpected(tensors.error());
    TensorFile result{{}, std::move(*tensors), {}};
    std::string skipped;
    for (const std::string& name : found.skipped())
        skipped += (skipped.empty() ? "" : ", ") + name;
    if (!skipped.empty())
        result.metadata["skipped"] = skipped;
    return result;
}

// The folder inside the archive, with its slash: whatever stands in front of data.pkl.
Result<std::string> rootOf(const ZipArchive& archive)
{
    for (const auto& [name, member] : archive.members()) {
        const size_t slash = name.rfind('/');
        if (name.substr(slash == std::string::npos ? 0 : slash + 1) != "data.pkl")
            continue;
        const std::string root = name.substr(0, slash == std::string::npos ? 0 : slash + 1);
        if (archive.find(root + "constants.pkl"))
            return damaged(
                "it holds a program (TorchScript), where a file of weights was expected");
        return root;
    }
    return damaged("it is a zip archive, but not one written by torch.save");
}

Result<std::string> smallText(const ZipArchive& archive, const std::string& name)
{
    const ZipMember* member = archive.find(name);
    if (!member)
        return std::string();
    const auto bytes = archive.read(*member, 64);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return std::string(reinterpret_cast<const char*>(bytes->data()), bytes->size());
}

Result<void> checkContainer(const ZipArchive& archive, const std::string& root)
{
    const auto version = smallText(archive, root + "version");
    const auto order = smallText(archive, root + "byteorder");
    if (!version || !order)
        return tl::unexpected(version ? order.error() : version.error());
    int number = 0;
    std::from_chars(version->data(), version->data() + version->size(), number);
    if (number > newestContainer)
        return damaged("it was written by a newer torch than Likeness knows");
    if (*order == "big")
        return damaged("it was written on a machine with another byte order");
    return {};
}

Result<TensorFile> readZip(const std::shared_ptr<MappedFile>& file)
{
    const auto archive = ZipArchive::open(file);
    if (!archive)
        return tl::unexpected(archive.error());
    const auto root = rootOf(*archive);
    if (!root)
        return tl::unexpected(root.error());
    if (auto known = checkContainer(*archive, *root); !known)
        return tl::unexpected(known.error());
    const auto bytes = archive->read(*archive->find(*root + "data.pkl"), maximumPickle_bytes);
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto pickle = readPickle(*bytes);
    if (!pickle)
        return tl::unexpected(pickle.error());
    const auto found = TorchTensors::find(*pickle);
    if (!found)
        return tl::unexpected(found.error());
    const auto source = [&](const TorchStorage& storage) -> Result<at::Tensor> {
        const ZipMember* member = archive->find(*root + "data/" + storage.key);
        if (!member)
            return damaged("its part 'data/" + storage.key + "' is missing");
        const auto numbers = archive->stored(*member);
        if (!numbers)
            return tl::unexpected(numbers.error());
        if (numbers->size() != storage.bytes())
            return damaged("its part 'data/" + storage.key +
                           "' has more or fewer numbers than it says");
        return tensorOver(file, *numbers, {static_cast<int64_t>(storage.count)}, storage.type);
    };
    return finish(*found, source, file->bytes().size());
}

// Little-endian is said as {"little_endian": True} in the third pickle.
bool isLittleEndian(const Pickle& system)
{
    const PickleValue& root = system.at(system.root);
    for (size_t i = 0; i + 1 < root.items.size(); i += 2)
        if (system.at(root.items[i]).text == "little_endian")
            return system.at(root.items[i + 1]).integer != 0;
    return true;
}

// Behind the pickles: for each key, in this order, an 8-byte count and the numbers.
Result<std::map<std::string, Bytes>> readStorages(Bytes rest, const Pickle& keys,
                                                  const TorchTensors& found)
{
    std::map<std::string, Bytes> result;
    for (const PickleId id : keys.at(keys.root).items) {
        const std::string key(keys.at(id).text);
        const auto storage = found.storages().find(key);
        std::uint64_t count = 0;
        if (storage == found.storages().end())
            return damaged("it stores numbers that no tensor needs");
        if (rest.size() < sizeof count)
            return damaged();
        std::memcpy(&count, rest.data(), sizeof count);
        rest = rest.subspan(sizeof count);
        if (count != storage->second.count || storage->second.bytes() > rest.size())
            return damaged();
        result[key] = rest.first(storage->second.bytes());
        rest = rest.subspan(storage->second.bytes());
    }
    return result;
}

Result<TensorFile> readLegacy(const std::shared_ptr<MappedFile>& file)
{
    std::vector<Pickle> pickles; // magic number, protocol, system, object, keys of the storages
    Bytes rest = file->bytes();
    for (int i = 0; i < 5; ++i) {
        auto pickle = readPickle(rest.first(std::min<size_t>(rest.size(), maximumPickle_bytes)));
        if (!pickle)
            return tl::unexpected(pickle.error());
        rest = rest.subspan(pickle->size);
        pickles.push_back(std::move(*pickle));
    }
    if (!isLittleEndian(pickles[2]))
        return damaged("it was written on a machine with another byte order");
    const auto found = TorchTensors::find(pickles[3]);
    if (!found)
        return tl::unexpected(found.error());
    const auto storages = readStorages(rest, pickles[4], *found);
    if (!storages)
        return tl::unexpected(storages.error());
    const auto source = [&](const TorchStorage& storage) -> Result<at::Tensor> {
        const auto numbers = storages->find(storage.key);
        if (numbers == storages->end())
            return damaged();
        return tensorOver(file, numbers->second, {static_cast<int64_t>(storage.count)},
                          storage.type);
    };
    return finish(*found, source, file->bytes().size());
}

bool startsWith(Bytes file, std::string_view text)
{
    return file.size() >= text.size() && std::memcmp(file.data(), text.data(), text.size()) == 0;
}

} // namespace

bool looksLikeZip(Bytes file)
{
    return startsWith(file, std::string_view("PK\x03\x04", 4));
}

bool looksLikeLegacyTorch(Bytes file)
{
    // PROTO n, LONG1 of 10 bytes: 0x1950a86a20f9469cfc6c, STOP
    constexpr std::string_view magic("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19\x2e", 13);
    return startsWith(file, "\x80") && file.size() > 2 && startsWith(file.subspan(2), magic);
}

Result<TensorFile> readTorchFile(const std::filesystem::path& path)
{
    auto file = MappedFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const Bytes bytes = (*file)->bytes();
    auto result = base::guarded([&] {
        return looksLikeZip(bytes) ? readZip(*file)
               : looksLikeLegacyTorch(bytes)
                   ? readLegacy(*file)
                   : Result<TensorFile>(damaged("it does not begin like one"));
    });
    if (!result && result.error().code != ErrorCode::wrongFormat)
        return result;
    if (!result)
        return base::fail(ErrorCode::wrongFormat,
                          "'" + path.string() + "' is not a usable PyTorch file: " +
                              result.error().message + ". Download or copy it again.");
    result->path = path.string();
    return result;
}

} // namespace likeness::weights
