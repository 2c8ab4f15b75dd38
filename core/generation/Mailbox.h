// Room for one letter between two threads: a newer one replaces an older one that nobody has read.
//
// A window that paints slower than the sampler steps gets the newest preview and is never flooded:
// the sender wakes it only when `put` says that the box was empty.
#pragma once

#include <mutex>
#include <optional>
#include <utility>

namespace likeness::generation {

template <typename Letter> class Mailbox {
public:
    enum class Was { empty, replaced };

    Was put(Letter letter)
    {
        const std::lock_guard lock(m_mutex);
        const Was was = m_letter ? Was::replaced : Was::empty;
        m_letter = std::move(letter);
        return was;
    }

    std::optional<Letter> take()
    {
        const std::lock_guard lock(m_mutex);
        return std::exchange(m_letter, std::nullopt);
    }

private:
    std::mutex m_mutex;
    std::optional<Letter> m_letter;
};

} // namespace likeness::generation
