#include "core/training/TrainingLog.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace likeness::training {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view ending = ".log.jsonl";

double numberIn(const nlohmann::json& object, const char* key, double otherwise)
{
    const auto found = object.find(key);
    const double value = found != object.end() && found->is_number() ? found->get<double>() : otherwise;
    return std::isfinite(value) ? value : otherwise;
}

struct Written {
    fs::file_time_type when;
    fs::path file;
};

// The files in a folder that `wanted` names, the one written last first. A folder that cannot be read has none.
template <typename Wanted> std::vector<Written> newestFirst(const fs::path& folder, const Wanted& wanted)
{
    std::vector<Written> found;
    std::error_code problem;
    fs::directory_iterator entry(folder, problem);
    for (; !problem && entry != fs::directory_iterator(); entry.increment(problem)) {
        std::error_code ignored;
        if (!wanted(entry->path()) || !entry->is_regular_file(ignored))
            continue;
        const auto when = entry->last_write_time(ignored);
        if (!ignored)
            found.push_back({when, entry->path()});
    }
    std::sort(found.begin(), found.end(), [](const Written& a, const Written& b) {
        return a.when != b.when ? a.when > b.when : a.file > b.file;
    });
    return found;
}

} // namespace

std::optional<LogPoint> readLogLine(std::string_view line)
{
    if (line.size() > TrainingLog::longestLine)
        return std::nullopt;
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object())
        return std::nullopt;
    const auto step = json.find("step");
    const double loss = numberIn(json, "loss", NAN);
    if (step == json.end() || !step->is_number_integer() || !std::isfinite(loss))
        return std::nullopt;
    if (step->is_number_unsigned() && step->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        return std::nullopt;
    const LogPoint point{step->get<std::int64_t>(), loss, numberIn(json, "gradient_norm", 0),
                         numberIn(json, "learning_rate", 0), numberIn(json, "seconds", 0)};
    return point.step >= 1 ? std::optional(point) : std::nullopt;
}

void TrainingLog::take(std::string_view line)
{
    const auto point = readLogLine(line);
    if (!point)
        return;
    while (!m_points.empty() && m_points.back().step >= point->step) {
        m_points.pop_back();
        m_sinceKept = 0;
    }
    if (m_sinceKept++ % m_spacing != 0)
        return;
    m_points.push_back(*point);
    if (m_points.size() < mostPoints)
        return;
    for (std::size_t i = 0; 2 * i < m_points.size(); ++i)
        m_points[i] = m_points[2 * i];
    m_points.resize((m_points.size() + 1) / 2);
    m_spacing *= 2;
    m_sinceKept = 0;
}

bool TrainingLog::follow()
{
    std::error_code problem;
    const std::uint64_t size = fs::file_size(m_file, problem);
    if (problem || size < m_read) {
        const bool had = !m_points.empty();
        *this = TrainingLog(std::move(m_file));
        if (problem)
            return had;
    }
    if (size == m_read)
        return false;
    std::ifstream file(m_file, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(m_read));
    const auto before = m_points.empty() ? LogPoint() : m_points.back();
    std::array<char, 1 << 16> bytes;
    while (file.read(bytes.data(), bytes.size()) || file.gcount() > 0) {
        const std::string_view block(bytes.data(), static_cast<std::size_t>(file.gcount()));
        m_read += block.size();
        for (std::size_t from = 0; from < block.size();) {
            const std::size_t end = std::min(block.find('\n', from), block.size());
            const std::string_view piece = block.substr(from, end - from);
            m_restTooLong = m_restTooLong || m_rest.size() + piece.size() > longestLine;
            if (!m_restTooLong)
                m_rest += piece;
            if (end < block.size()) {
                if (!m_restTooLong)
                    take(m_rest);
                m_rest.clear();
                m_restTooLong = false;
            }
            from = end + 1;
        }
    }
    return !m_points.empty() && !(m_points.back() == before);
}

std::vector<double> smoothedLoss(const std::vector<LogPoint>& points, double memory)
{
    const double keep = memory > 1 ? 1 - 1 / memory : 0;
    double mean = 0, weight = 0;
    std::vector<double> result;
    result.reserve(points.size());
    for (const LogPoint& point : points) {
        mean = keep * mean + (1 - keep) * point.loss;
        weight = keep * weight + (1 - keep);
        result.push_back(mean / weight);
    }
    return result;
}

std::vector<std::string> logNames(const fs::path& folder)
{
    std::vector<std::string> names;
    const auto isLog = [](const fs::path& path) {
        const std::string name = path.filename().string();
        return name.size() > ending.size() && name.ends_with(ending);
    };
    for (const Written& log : newestFirst(folder, isLog)) {
        std::string name = log.file.filename().string();
        name.resize(name.size() - ending.size());
        names.push_back(std::move(name));
    }
    return names;
}

fs::path logFile(const fs::path& folder, const std::string& name)
{
    return folder / (name + std::string(ending));
}

std::optional<fs::path> newestSamples(const fs::path& folder)
{
    const auto sheets = newestFirst(folder / "samples", [](const fs::path& path) { return path.extension() == ".png"; });
    const auto last = newestFirst(folder, [](const fs::path& path) { return path.filename() == "samples.png"; });
    if (!last.empty() && (sheets.empty() || last[0].when >= sheets[0].when))
        return last[0].file;
    return sheets.empty() ? std::nullopt : std::optional(sheets[0].file);
}

} // namespace likeness::training
