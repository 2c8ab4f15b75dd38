// The log of a training as others read it while it grows: FOLDER/NAME.log.jsonl, one line per ten steps
// (TrainingLoop.h). Std types only and independent of libtorch, for windows and programs that draw curves.
//
// The file is another process's or another thread's: its last line may be half written, and any line may be anything.
// What is no line of a log is passed over. A training that was killed is repeated from its checkpoint and writes some
// steps again: the newer line of a step counts, and what lay behind it is forgotten.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace likeness::training {

struct LogPoint {
    std::int64_t step = 0; // steps made, from 1
    double loss = 0;       // mean since the point before
    double gradientNorm = 0, learningRate = 0; // 0: not said
    double seconds = 0;                        // since the training was started or taken up again

    bool operator==(const LogPoint&) const = default;
};

// Nothing for a line without a step of at least 1 or without a finite loss.
std::optional<LogPoint> readLogLine(std::string_view line);

class TrainingLog {
public:
    static constexpr std::size_t longestLine = 4096;    // bytes; longer ones are passed over
    static constexpr std::size_t mostPoints = 1 << 17;  // then every second one is dropped

    TrainingLog() = default;
    explicit TrainingLog(std::filesystem::path file) : m_file(std::move(file)) {}

    // Reads what was added since the last time; true if the points have changed. A file that is not there has no
    // points; one that has become shorter is read anew.
    bool follow();

    const std::filesystem::path& file() const { return m_file; }
    const std::vector<LogPoint>& points() const { return m_points; } // by growing step

private:
    void take(std::string_view line);

    std::filesystem::path m_file;
    std::vector<LogPoint> m_points;
    std::string m_rest;          // of a line that has not ended yet
    bool m_restTooLong = false;
    std::uint64_t m_read = 0;    // bytes
    std::int64_t m_spacing = 1;  // of the points kept: 2, 4, … of those written, once there are too many
    std::int64_t m_sinceKept = 0;
};

// The losses as a curve that the eye can follow: an exponential mean with the given memory in points, free of the pull
// towards its start (Kingma and Ba's bias correction).
std::vector<double> smoothedLoss(const std::vector<LogPoint>& points, double memory);

// "vae", "stage1", …: the logs in a training's folder, the one written last first. Empty where there are none.
std::vector<std::string> logNames(const std::filesystem::path& folder);
std::filesystem::path logFile(const std::filesystem::path& folder, const std::string& name);

// The newest sheet of samples in a training's folder (`samples.png` or `samples/STEP.png`).
std::optional<std::filesystem::path> newestSamples(const std::filesystem::path& folder);

} // namespace likeness::training
