#include "app/cli/Interrupt.h"

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace likeness::cli {

namespace {

constexpr int exitCancelled = 130;

// From the signal handler, which may do nothing but write, to the thread that cancels.
int pipeEnds[2] = {-1, -1};
enum Message : char { interrupted = 'i', finished = 'f' };

void send(char message)
{
    const int kept = errno;
    while (::write(pipeEnds[1], &message, 1) < 0 && errno == EINTR) {
    }
    errno = kept;
}

extern "C" void onInterrupt(int) { send(interrupted); }

} // namespace

Interrupt::Interrupt()
{
    if (::pipe2(pipeEnds, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "no pipe for Ctrl+C");
    m_waiting = std::thread([this] {
        char message = 0;
        while (true) {
            const ssize_t count = ::read(pipeEnds[0], &message, 1);
            if (count < 0 && errno == EINTR)
                continue;
            if (count != 1 || message == finished)
                return;
            if (!m_source.request_stop())
                ::_exit(exitCancelled);
        }
    });
    struct sigaction action = {};
    action.sa_handler = onInterrupt;
    action.sa_flags = SA_RESTART;
    for (const int signal : {SIGINT, SIGTERM})
        ::sigaction(signal, &action, nullptr);
}

Interrupt::~Interrupt()
{
    for (const int signal : {SIGINT, SIGTERM})
        std::signal(signal, SIG_IGN); // nothing is left to be stopped
    send(finished);
    m_waiting.join();
    ::close(pipeEnds[0]);
    ::close(pipeEnds[1]);
}

} // namespace likeness::cli
