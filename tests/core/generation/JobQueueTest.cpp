#include "core/generation/JobQueue.h"
#include "core/generation/Mailbox.h"

#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <set>
#include <string>
#include <thread>

namespace likeness::generation {
namespace {

TEST(JobQueue, TakesJobsInOrder)
{
    JobQueue<std::string> queue;
    EXPECT_EQ(queue.push("a"), 1u);
    EXPECT_EQ(queue.push("b"), 2u);
    auto first = queue.take();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->job, "a");
    EXPECT_FALSE(first->stop.stop_requested());
    queue.finish(first->id);
    EXPECT_EQ(queue.take()->job, "b");
}

TEST(JobQueue, CancelsTheRunningJob)
{
    JobQueue<int> queue;
    const auto id = queue.push(7);
    auto taken = queue.take();
    EXPECT_TRUE(queue.cancel(id));
    EXPECT_TRUE(taken->stop.stop_requested());
    queue.finish(id);
    EXPECT_FALSE(queue.cancel(id)) << "it has ended";
    EXPECT_FALSE(queue.cancel(99)) << "there is no such job";
}

TEST(JobQueue, TellsACancelledWaitingJobBetweenSteps)
{
    JobQueue<int> queue;
    queue.push(1);
    queue.push(2);
    const auto third = queue.push(3);
    auto running = queue.take();
    EXPECT_TRUE(queue.cancel(third));
    EXPECT_FALSE(running->stop.stop_requested());
    EXPECT_EQ(queue.takeCancelled(), std::vector{third});
    EXPECT_TRUE(queue.takeCancelled().empty());
    queue.finish(running->id);
    EXPECT_EQ(queue.take()->job, 2);
}

TEST(JobQueue, CloseGivesBackEverythingCancelled)
{
    JobQueue<int> queue;
    queue.push(1);
    queue.push(2);
    queue.close();
    EXPECT_EQ(queue.push(3), 0u);
    for (int expected : {1, 2}) {
        auto taken = queue.take();
        ASSERT_TRUE(taken);
        EXPECT_EQ(taken->job, expected);
        EXPECT_TRUE(taken->stop.stop_requested());
        queue.finish(taken->id);
    }
    EXPECT_FALSE(queue.take());
}

// Pushing, cancelling and closing at the same time: every accepted job is told exactly once.
TEST(JobQueue, LosesNothingUnderThreads)
{
    for (int round = 0; round < 200; ++round) {
        JobQueue<int> queue;
        std::barrier start(4);
        std::atomic<int> accepted = 0;
        std::multiset<std::uint64_t> told;
        std::thread worker([&] {
            start.arrive_and_wait();
            while (auto taken = queue.take()) {
                for (auto id : queue.takeCancelled())
                    told.insert(id);
                told.insert(taken->id);
                queue.finish(taken->id);
            }
        });
        std::thread pushing([&] {
            start.arrive_and_wait();
            for (int i = 0; i < 50; ++i)
                accepted += queue.push(i) != 0;
        });
        std::thread cancelling([&] {
            start.arrive_and_wait();
            for (std::uint64_t id = 1; id < 50; id += 3)
                queue.cancel(id);
            queue.cancelAll();
        });
        start.arrive_and_wait();
        std::this_thread::yield();
        if (round % 2 == 0)
            pushing.join();
        queue.close();
        if (pushing.joinable())
            pushing.join();
        cancelling.join();
        worker.join();
        ASSERT_EQ(told.size(), size_t(accepted));
        ASSERT_EQ(std::set(told.begin(), told.end()).size(), told.size());
    }
}

TEST(Mailbox, KeepsTheNewestLetter)
{
    Mailbox<int> box;
    EXPECT_FALSE(box.take());
    EXPECT_EQ(box.put(1), Mailbox<int>::Was::empty);
    EXPECT_EQ(box.put(2), Mailbox<int>::Was::replaced);
    EXPECT_EQ(box.take(), 2);
    EXPECT_FALSE(box.take());
}

// The last letter always arrives, and the receiver is woken for it.
TEST(Mailbox, DeliversTheLastLetterUnderThreads)
{
    for (int round = 0; round < 200; ++round) {
        Mailbox<int> box;
        std::barrier start(2);
        std::atomic<int> wakes = 0;
        std::thread sender([&] {
            start.arrive_and_wait();
            for (int i = 1; i <= 100; ++i)
                if (box.put(i) == Mailbox<int>::Was::empty)
                    ++wakes;
        });
        start.arrive_and_wait();
        int newest = 0, read = 0;
        while (newest < 100)
            if (auto letter = box.take()) {
                ASSERT_GT(*letter, newest);
                newest = *letter;
                ++read;
            }
        sender.join();
        EXPECT_EQ(wakes, read);
    }
}

} // namespace
} // namespace likeness::generation
