#include "app/cli/Interrupt.h"

#include <csignal>
#include <pthread.h>
#include <unistd.h>

namespace likeness::cli {

namespace {

constexpr int exitCancelled = 130;
constexpr int wakeUp = SIGUSR1; // sent by the destructor to its own thread

sigset_t watchedSignals()
{
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, wakeUp})
        sigaddset(&set, signal);
    return set;
}

} // namespace

Interrupt::Interrupt()
{
    const sigset_t watched = watchedSignals();
    pthread_sigmask(SIG_BLOCK, &watched, nullptr);
    m_waiting = std::thread([this, watched] {
        int signal = 0;
        while (sigwait(&watched, &signal) == 0 && signal != wakeUp)
            if (!m_source.request_stop())
                ::_exit(exitCancelled);
    });
}

Interrupt::~Interrupt()
{
    pthread_kill(m_waiting.native_handle(), wakeUp);
    m_waiting.join();
}

} // namespace likeness::cli
