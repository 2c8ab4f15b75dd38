#include "app/cli/ProgressLine.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace likeness::cli {

namespace {

constexpr int barWidth = 24;

std::string bar(double done)
{
    const int filled = static_cast<int>(std::lround(std::clamp(done, 0.0, 1.0) * barWidth));
    std::string text = "[";
    for (int i = 0; i < barWidth; ++i)
        text += i < filled ? '#' : '.';
    return text + "]";
}

constexpr std::chrono::seconds sameAgain{60}; // a line about the stage that the last one was about

} // namespace

std::string durationText(double seconds)
{
    const long whole = std::lround(std::ceil(seconds));
    if (whole < 60)
        return fmt::format("{} s", whole);
    if (whole < 3600)
        return fmt::format("{} min {:02} s", whole / 60, whole % 60);
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

ProgressLine::ProgressLine(std::chrono::seconds betweenLines)
    : m_isTerminal(::isatty(STDERR_FILENO) == 1), m_betweenLines(betweenLines)
{
}

ProgressLine::~ProgressLine()
{
    clear();
}

void ProgressLine::show(const base::Progress& progress)
{
    const std::string remaining = progress.remaining_seconds >= 0
                                      ? ", " + durationText(progress.remaining_seconds) + " left"
                                      : "";
    m_last = progress;
    if (m_isTerminal) {
        fmt::print(stderr, "\r\033[K{} {:3.0f} %  {}{}", bar(progress.done), progress.done * 100,
                   progress.stage, remaining);
        std::fflush(stderr);
        m_isDrawn = true;
    } else if (const auto now = std::chrono::steady_clock::now();
               m_lastLine.empty() ||
               now - m_lastTime >= (progress.stage != m_lastLine ? m_betweenLines : std::max(m_betweenLines, sameAgain))) {
        m_lastTime = now;
        fmt::print(stderr, "{:3.0f} %  {}{}\n", progress.done * 100, progress.stage, remaining);
        m_lastLine = progress.stage;
    }
}

void ProgressLine::say(const std::string& sentence)
{
    const bool wasDrawn = m_isDrawn;
    clear();
    fmt::print(stderr, "{}\n", sentence);
    if (wasDrawn)
        show(m_last);
}

void ProgressLine::clear()
{
    if (m_isDrawn)
        fmt::print(stderr, "\r\033[K");
    m_isDrawn = false;
}

} // namespace likeness::cli
