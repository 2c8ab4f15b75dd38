// Jobs in the order in which they came, for one worker; cancelled by number from any thread.
//
// Concurrency: every method may be called from any thread, `take` and `finish` by the one worker.
// Std primitives only, so that ThreadSanitizer can judge it. Every pushed job is taken exactly
// once, a cancelled one too (with its stop token already set): so the worker can say how each of
// them ended.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace likeness::generation {

template <typename Job> class JobQueue {
public:
    using Id = std::uint64_t;

    struct Taken {
        Id id = 0;
        Job job;
        std::stop_token stop;
    };

    // Numbers start at 1 and rise. After close() the job is refused: 0.
    Id push(Job job)
    {
        Id id = 0;
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed)
                return 0;
            id = ++m_last;
            m_waiting.push_back({id, std::move(job), std::stop_source()});
        }
        m_changed.notify_one();
        return id;
    }

    // Waits for a job; cancelled ones come first. Empty once the queue is closed and nothing is
    // left.
    std::optional<Taken> take()
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_closed || !m_waiting.empty(); });
        if (m_waiting.empty())
            return std::nullopt;
        Entry entry = std::move(m_waiting.front());
        m_waiting.pop_front();
        m_running = std::pair{entry.id, entry.stop};
        return Taken{entry.id, std::move(entry.job), entry.stop.get_token()};
    }

    // Waiting jobs that were cancelled: the worker asks between two steps of a long job, so that
    // their end is told at once and not when their turn comes.
    std::vector<Id> takeCancelled()
    {
        const std::lock_guard lock(m_mutex);
        std::vector<Id> ids;
        while (!m_waiting.empty() && m_waiting.front().stop.stop_requested()) {
            ids.push_back(m_waiting.front().id);
            m_waiting.pop_front();
        }
        return ids;
    }

    // The job that was taken has ended.
    void finish(Id id)
    {
        const std::lock_guard lock(m_mutex);
        if (m_running && m_running->first == id)
            m_running.reset();
    }

    // False if the job is not known, or ended already.
    bool cancel(Id id)
    {
        std::stop_source stop(std::nostopstate);
        {
            const std::lock_guard lock(m_mutex);
            if (m_running && m_running->first == id)
                stop = m_running->second;
            else
                stop = moveToFront(id);
        }
        return stop.stop_possible() && (stop.request_stop(), true);
    }

    void cancelAll()
    {
        std::vector<std::stop_source> stops;
        {
            const std::lock_guard lock(m_mutex);
            if (m_running)
                stops.push_back(m_running->second);
            for (const Entry& entry : m_waiting)
                stops.push_back(entry.stop);
        }
        for (std::stop_source& stop : stops)
            stop.request_stop();
    }

    // Cancels everything and lets the worker go when it has taken the rest.
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        cancelAll();
        m_changed.notify_all();
    }

private:
    struct Entry {
        Id id;
        Job job;
        std::stop_source stop;
    };

    std::stop_source moveToFront(Id id)
    {
        for (auto it = m_waiting.begin(); it != m_waiting.end(); ++it) {
            if (it->id != id)
                continue;
            Entry entry = std::move(*it);
            m_waiting.erase(it);
            m_waiting.push_front(std::move(entry));
            return m_waiting.front().stop;
        }
        return std::stop_source(std::nostopstate);
    }

    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Entry> m_waiting;
    std::optional<std::pair<Id, std::stop_source>> m_running;
    Id m_last = 0;
    bool m_closed = false;
};

} // namespace likeness::generation
