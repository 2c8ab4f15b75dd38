#include "core/evaluation/Measurement.h"

#include "core/base/AtomicFile.h"

#include <nlohmann/json.hpp>

#include <sstream>

namespace likeness::evaluation {

using base::ErrorCode;
using nlohmann::json;

namespace {

constexpr size_t longestLog_bytes = size_t(1) << 30;

template <typename T> json orNull(const std::optional<T>& value) { return value ? json(*value) : json(nullptr); }

template <typename T> std::optional<T> optionalOf(const json& value)
{
    return value.is_null() ? std::nullopt : std::optional(value.get<T>());
}

base::Result<std::vector<Measurement>> readLog(const std::string& text, const std::filesystem::path& file,
                                               const std::string& plan)
{
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);
    if (line != plan)
        return base::fail(ErrorCode::invalidInput,
                          "'" + file.string() + "' belongs to an evaluation with other settings. Choose another "
                                                "folder or delete that file.");
    std::vector<Measurement> all;
    while (std::getline(lines, line))
        if (auto measurement = measurementFromJson(line))
            all.push_back(std::move(*measurement));
    return all;
}

} // namespace

std::string toJson(const Measurement& m)
{
    return json{{"stage", m.stage},           {"person", m.person},
                {"prompt", m.prompt},         {"seed", m.seed},
                {"likeness", orNull(m.likeness)}, {"text", m.text},
                {"purity", m.purity},         {"sharpness", m.sharpness},
                {"truth_sharpness", orNull(m.truthSharpness)}, {"top", orNull(m.isTop)},
                {"scene", m.scene},           {"truth_scene", m.truthScene},
                {"facts", m.facts},           {"facts_off", m.factsOff},
                {"truth_facts", m.truthFacts}, {"skin", orNull(m.skin)},
                {"skin_off", orNull(m.skinOff)}}
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

base::Result<Measurement> measurementFromJson(const std::string& line)
{
    try {
        const json o = json::parse(line);
        return Measurement{o.at("stage").get<std::string>(),
                           o.at("person").get<int>(),
                           o.at("prompt").get<int>(),
                           o.at("seed").get<int>(),
                           optionalOf<double>(o.at("likeness")),
                           o.at("text").get<double>(),
                           o.at("purity").get<double>(),
                           o.at("sharpness").get<double>(),
                           optionalOf<bool>(o.at("top")),
                           o.at("scene").get<FactsRight>(),
                           o.at("truth_scene").get<FactsRight>(),
                           o.at("facts").get<FactsRight>(),
                           o.at("facts_off").get<FactsRight>(),
                           o.at("truth_facts").get<FactsRight>(),
                           optionalOf<double>(o.at("truth_sharpness")),
                           optionalOf<double>(o.at("skin")),
                           optionalOf<double>(o.at("skin_off"))};
    } catch (const json::exception& problem) {
        return base::fail(ErrorCode::wrongFormat, "This is no line of measurements.jsonl.", problem.what());
    }
}

base::Result<MeasurementLog> MeasurementLog::open(const std::filesystem::path& file, const std::string& plan)
{
    MeasurementLog log;
    log.m_path = file;
    std::string kept = plan + "\n";
    if (std::filesystem::exists(file)) {
        const auto text = base::readFile(file, longestLog_bytes);
        if (!text)
            return tl::unexpected(text.error());
        auto all = readLog(*text, file, plan);
        if (!all)
            return tl::unexpected(all.error());
        log.m_all = std::move(*all);
        for (const Measurement& measurement : log.m_all) {
            kept += toJson(measurement) + "\n";
            log.m_places.insert(measurement.place());
        }
    }
    if (auto written = base::writeFileAtomically(file, kept); !written)
        return tl::unexpected(written.error());
    log.m_file.open(file, std::ios::app);
    return log;
}

base::Result<void> MeasurementLog::add(const Measurement& measurement)
{
    m_all.push_back(measurement);
    m_places.insert(measurement.place());
    if (m_path.empty())
        return {};
    m_file << toJson(measurement) << std::endl; // a stop at any time loses one picture at most
    if (!m_file)
        return base::fail(ErrorCode::io, "'" + m_path.string() + "' cannot be written. Is the disk full?");
    return {};
}

} // namespace likeness::evaluation
