// Ctrl+C and kill: the first asks the running job to stop, the second ends the program at once.
#pragma once

#include <stop_token>
#include <thread>

namespace likeness::cli {

// Takes over SIGINT and SIGTERM for the rest of the program. One object at a time.
class Interrupt {
public:
    Interrupt();
    ~Interrupt();
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const { return m_source.get_token(); }

private:
    std::stop_source m_source;
    std::thread m_waiting;
};

} // namespace likeness::cli
