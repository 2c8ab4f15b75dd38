// What a long command says on stderr: a bar that is redrawn on a terminal, else a line per stage
// and step, though not more often than asked for.
#pragma once

#include "core/base/Progress.h"

#include <chrono>
#include <string>

namespace likeness::cli {

// "1 min 05 s", "12 s", "2 h 03 min".
std::string durationText(double seconds);

// One thread at a time.
class ProgressLine {
public:
    explicit ProgressLine(std::chrono::seconds betweenLines = {});
    ~ProgressLine(); // ends the bar's line

    void show(const base::Progress& progress);
    // A sentence that stays, above the bar.
    void say(const std::string& sentence);
    // Removes the bar: what follows on stderr starts in column 1.
    void clear();

private:
    bool m_isTerminal = false;
    bool m_isDrawn = false;
    base::Progress m_last;
    std::string m_lastLine;
    const std::chrono::seconds m_betweenLines;
    std::chrono::steady_clock::time_point m_lastTime;
};

} // namespace likeness::cli
