// What is kept of one painted picture: figures, not pixels; and the file in which they wait if an evaluation is stopped.
#pragma once

#include "core/base/Error.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace likeness::evaluation {

using FactsRight = std::map<std::string, bool>; // of those that can be read in this picture

struct Measurement {
    std::string stage;
    int person = -1; // -1: identity off; then only `text`, `sharpness` and `scene` are measured
    int prompt = 0, seed = 0;
    std::optional<double> likeness; // absent: no face
    double text = 0, purity = 0, sharpness = 0;
    std::optional<bool> isTop;      // more like the own reference than like those of 19 others
    FactsRight scene;               // what the prompt asks for
    FactsRight truthScene;          // the same in the true render
    FactsRight facts, factsOff, truthFacts; // the person's: with identity, without, in the true render
    std::optional<double> truthSharpness;
    std::optional<double> skin, skinOff;    // difference (CIEDE2000) to the true render's skin, or to the photo's

    using Place = std::tuple<std::string, int, int, int>;
    Place place() const { return {stage, person, prompt, seed}; }
    bool operator==(const Measurement&) const = default;
};

std::string toJson(const Measurement& measurement); // one line
base::Result<Measurement> measurementFromJson(const std::string& line);

// measurements.jsonl: the plan, then a line per picture.
class MeasurementLog {
public:
    // Of nothing: keeps nothing.
    MeasurementLog() = default;
    // Takes what an earlier run of the same plan has measured; a last line that was cut off is measured again.
    // Errors: io; invalidInput if the file belongs to another plan.
    static base::Result<MeasurementLog> open(const std::filesystem::path& file, const std::string& plan);

    base::Result<void> add(const Measurement& measurement);
    const std::vector<Measurement>& all() const { return m_all; }
    bool has(const Measurement::Place& place) const { return m_places.contains(place); }

private:
    std::filesystem::path m_path;
    std::ofstream m_file;
    std::vector<Measurement> m_all;
    std::set<Measurement::Place> m_places;
};

} // namespace likeness::evaluation
