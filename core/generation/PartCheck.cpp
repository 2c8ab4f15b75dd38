#include "core/generation/PartCheck.h"

#include <algorithm>
#include <optional>
#include <set>
#include <sstream>

namespace likeness::generation {

using weights::TensorFile;
using weights::TensorMap;
using weights::Weights;
using weights::WeightsReport;

namespace {

std::string typeName(at::ScalarType type)
{
    switch (type) {
    case at::kFloat:
        return "fp32";
    case at::kHalf:
        return "fp16";
    case at::kBFloat16:
        return "bf16";
    case at::kDouble:
        return "fp64";
    case at::kLong:
        return "int64";
    case at::kInt:
        return "int32";
    default:
        return c10::toString(type);
    }
}

// A tensor under another name is missing and unexpected; a fused one stands for three.
constexpr size_t ofOneTensor = 4;

size_t misfits(const WeightsReport& report)
{
    return report.missing.size() + report.unexpected.size() + report.misshaped.size();
}

// Names as the file has them, each once; an entry may go on with " (…)".
std::vector<std::string> renamed(const std::vector<std::string>& entries,
                                 const std::map<std::string, std::string>& names)
{
    std::vector<std::string> result;
    std::set<std::string> seen;
    for (const std::string& entry : entries) {
        const size_t end = std::min(entry.find(" ("), entry.size());
        const auto found = names.find(entry.substr(0, end));
        std::string text = (found == names.end() ? entry.substr(0, end) : found->second) + entry.substr(end);
        if (seen.insert(text).second)
            result.push_back(std::move(text));
    }
    return result;
}

} // namespace

CheckpointPart describePart(const TensorFile& file, const std::string& kind, const std::string& detail)
{
    CheckpointPart part;
    part.kind = kind;
    part.detail = detail;
    part.tensors = file.tensors.size();
    for (const auto& [name, tensor] : file.tensors) {
        part.bytes += tensor.nbytes();
        ++part.types[typeName(tensor.scalar_type())];
    }
    return part;
}

CheckpointPart checkPart(const TensorFile& file, const std::string& kind, const std::string& detail,
                         const std::vector<BuildModel>& ways, const NamesInFile& namesInFile)
{
    std::optional<WeightsReport> best;
    TensorMap whole;
    for (const BuildModel& build : ways) {
        const Weights w(file, {at::kFloat, at::kMeta});
        build(w);
        WeightsReport report = w.report();
        if (best && misfits(report) >= misfits(*best))
            continue;
        best = std::move(report);
        whole = w.taken();
        if (misfits(*best) <= ofOneTensor)
            break;
    }
    CheckpointPart part = describePart(file, kind, detail);
    if (!best || best->isClean())
        return part;
    for (const std::string& name : best->unexpected)
        whole.emplace(name, at::Tensor());
    const auto names = namesInFile ? namesInFile(whole) : std::map<std::string, std::string>();
    part.missing = renamed(best->missing, names);
    part.unexpected = renamed(best->unexpected, names);
    part.misshaped = renamed(best->misshaped, names);
    // What cannot even be taken apart is there, but not as what it should be.
    for (const std::string& name : best->unexpected) {
        const std::string inFile = renamed({name}, names).front();
        if (std::erase(part.missing, inFile) == 0)
            continue;
        std::erase(part.unexpected, inFile);
        std::ostringstream shape;
        shape << file.tensors.at(name).sizes();
        part.misshaped.push_back(inFile + " (is " + shape.str() + ")");
    }
    return part;
}

} // namespace likeness::generation
