#include "tests/cli/Program.h"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <fstream>
#include <poll.h>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace likeness::testing {

namespace {

using Clock = std::chrono::steady_clock;

// Reads both pipes until the program has closed them; sends SIGINT on the way.
void collect(pid_t child, std::array<int, 2> pipes, std::array<std::string*, 2> texts,
             std::optional<Clock::time_point> interruptAt)
{
    std::array<pollfd, 2> waiting = {pollfd{pipes[0], POLLIN, 0}, pollfd{pipes[1], POLLIN, 0}};
    while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
        int patience_ms = -1;
        if (interruptAt) {
            const auto left =
                std::chrono::ceil<std::chrono::milliseconds>(*interruptAt - Clock::now());
            patience_ms = std::max(0, static_cast<int>(left.count()));
        }
        if (poll(waiting.data(), waiting.size(), patience_ms) == 0) {
            kill(child, SIGINT);
            interruptAt.reset();
        }
        for (size_t i = 0; i < waiting.size(); ++i) {
            if (waiting[i].fd < 0 || waiting[i].revents == 0)
                continue;
            std::array<char, 4096> buffer;
            const ssize_t count = read(pipes[i], buffer.data(), buffer.size());
            if (count > 0) {
                texts[i]->append(buffer.data(), static_cast<size_t>(count));
            } else {
                close(pipes[i]);
                waiting[i].fd = -1;
            }
        }
    }
}

} // namespace

Ran runCli(const Words& words, std::optional<std::chrono::milliseconds> interruptAfter)
{
    std::vector<char*> arguments = {const_cast<char*>("likeness-cli")};
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    std::array<int, 2> out{}, err{};
    if (pipe2(out.data(), O_CLOEXEC) != 0 || pipe2(err.data(), O_CLOEXEC) != 0)
        throw std::runtime_error("no pipes");

    const auto start = Clock::now();
    const pid_t child = fork();
    if (child == 0) {
        dup2(out[1], STDOUT_FILENO);
        dup2(err[1], STDERR_FILENO);
        execv(LIKENESS_CLI, arguments.data());
        _exit(127);
    }
    close(out[1]);
    close(err[1]);
    Ran ran;
    collect(child, {out[0], err[0]}, {&ran.out, &ran.err},
            interruptAfter ? std::optional(start + *interruptAfter) : std::nullopt);
    int status = 0;
    rusage used{};
    wait4(child, &status, 0, &used);
    ran.peak_bytes = static_cast<double>(used.ru_maxrss) * 1024;
    ran.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    ran.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    return ran;
}

TemporaryFolder::TemporaryFolder()
{
    std::string name =
        (std::filesystem::temp_directory_path() / "likeness-cli-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        throw std::runtime_error("no temporary folder");
    m_path = name;
}

TemporaryFolder::~TemporaryFolder()
{
    std::error_code ignored;
    std::filesystem::remove_all(m_path, ignored);
}

std::string TemporaryFolder::file(const std::string& name, const std::string& bytes) const
{
    std::ofstream(m_path / name, std::ios::binary) << bytes;
    return (m_path / name).string();
}

std::string samplePhoto()
{
    return LIKENESS_RESOURCES_FOLDER "/samples/astronaut.jpg";
}

} // namespace likeness::testing
