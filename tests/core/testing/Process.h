// A program in a process of its own, several of which may run at once.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace likeness::testing {

using Environment = std::map<std::string, std::string>;

class Process {
public:
    // Starts `program`; it sees this process's environment and `environment`, and writes all it says into `said`.
    Process(const std::filesystem::path& program, const std::vector<std::string>& words, const Environment& environment,
            std::filesystem::path said);
    ~Process(); // kills it if it still runs
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    void signal(int number) const;
    // Its exit code (128 + signal if a signal ended it); nothing if it still runs after `patience`.
    std::optional<int> wait(std::chrono::seconds patience);
    std::string said() const; // both outputs

private:
    pid_t m_id = -1;
    std::optional<int> m_code;
    std::filesystem::path m_said;
};

int freePort(); // of this machine, at this moment

// The environment of one of `size` processes that meet at `port`.
Environment rankEnvironment(int rank, int size, int port);

} // namespace likeness::testing
