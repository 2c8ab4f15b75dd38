// Runs likeness-cli as people do: a process of its own, exit code and both outputs.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace likeness::testing {

struct Ran {
    int exitCode = -1; // 128 + signal if a signal ended it
    std::string out, err;
    double seconds = 0;
    double peak_bytes = 0; // resident at most
};

using Words = std::vector<std::string>;

// `interruptAfter`: SIGINT is sent then, unless the program has ended before.
Ran runCli(const Words& words, std::optional<std::chrono::milliseconds> interruptAfter = {});

// An empty folder of its own for every test, removed at the end.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return m_path / name; }
    const std::filesystem::path& path() const { return m_path; }
    bool isEmpty() const { return std::filesystem::is_empty(m_path); }
    // Writes a file and returns its path as text.
    std::string file(const std::string& name, const std::string& bytes) const;

private:
    std::filesystem::path m_path;
};

std::string samplePhoto(); // resources/samples/astronaut.jpg: one face

} // namespace likeness::testing
