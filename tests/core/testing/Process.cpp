#include "tests/core/testing/Process.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <netinet/in.h>
#include <sstream>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace likeness::testing {

Process::Process(const std::filesystem::path& program, const std::vector<std::string>& words,
                 const Environment& environment, std::filesystem::path said)
    : m_said(std::move(said))
{
    std::vector<char*> arguments{const_cast<char*>(program.c_str())};
    for (const std::string& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    m_id = ::fork();
    if (m_id < 0)
        throw std::runtime_error("no process");
    if (m_id > 0)
        return;
    for (const auto& [name, value] : environment)
        ::setenv(name.c_str(), value.c_str(), 1);
    const int file = ::open(m_said.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execv(program.c_str(), arguments.data());
    ::_exit(127);
}

Process::~Process()
{
    if (m_code)
        return;
    ::kill(m_id, SIGKILL);
    ::waitpid(m_id, nullptr, 0);
}

void Process::signal(int number) const
{
    if (!m_code)
        ::kill(m_id, number);
}

std::optional<int> Process::wait(std::chrono::seconds patience)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!m_code) {
        int status = 0;
        if (::waitpid(m_id, &status, WNOHANG) == m_id)
            m_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        else if (std::chrono::steady_clock::now() > until)
            break;
        else
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return m_code;
}

std::string Process::said() const
{
    std::ostringstream text;
    text << std::ifstream(m_said, std::ios::binary).rdbuf();
    return text.str();
}

int freePort()
{
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    auto* any = reinterpret_cast<sockaddr*>(&address);
    if (socket < 0 || ::bind(socket, any, size) != 0 || ::getsockname(socket, any, &size) != 0)
        throw std::runtime_error("no port");
    ::close(socket);
    return ntohs(address.sin_port);
}

Environment rankEnvironment(int rank, int size, int port)
{
    return {{"RANK", std::to_string(rank)},
            {"WORLD_SIZE", std::to_string(size)},
            {"LOCAL_RANK", std::to_string(rank)},
            {"MASTER_ADDR", "127.0.0.1"},
            {"MASTER_PORT", std::to_string(port)}};
}

} // namespace likeness::testing
