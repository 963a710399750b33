#include "cli/ordered_jobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

namespace emovox::cli {
namespace {

std::vector<std::size_t> counted_to(std::size_t count) {
  std::vector<std::size_t> numbers(count);
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  return numbers;
}

TEST(OrderedJobs, ConsumesEveryItemOnceInOrder) {
  for (const std::size_t threads : {1, 2, 7}) {
    for (const std::size_t items : {0, 1, 5, 200}) {
      std::vector<std::atomic<int>> worked(items);
      std::vector<std::size_t> consumed;
      run_in_order({.items = items,
                    .threads = threads,
                    .work =
                        [&](std::size_t item, std::stop_token) {
                          // Later items finish sooner.
                          std::this_thread::sleep_for(std::chrono::microseconds(items - item));
                          ++worked[item];
                        },
                    .consume =
                        [&](std::size_t item) {
                          EXPECT_EQ(worked[item], 1);
                          consumed.push_back(item);
                        }});
      EXPECT_EQ(consumed, counted_to(items)) << threads << " threads";
    }
  }
}

TEST(OrderedJobs, WorkStaysWithinItsSlots) {
  OrderedJobs jobs{.items = 300, .threads = 3, .work = {}, .consume = {}};
  std::atomic<std::size_t> consumed = 0, most = 0;
  jobs.work = [&](std::size_t item, std::stop_token) {
    const std::size_t ahead = item - consumed;
    for (std::size_t seen = most; ahead > seen && !most.compare_exchange_weak(seen, ahead);) {
    }
  };
  jobs.consume = [&](std::size_t item) {
    std::this_thread::sleep_for(std::chrono::microseconds(50));
    consumed = item + 1;
  };
  run_in_order(jobs);
  EXPECT_LE(most, jobs.slots());
  EXPECT_GE(most, 2u) << "the threads work ahead";
}

TEST(OrderedJobs, AFailureToConsumeStopsTheWork) {
  std::atomic<std::size_t> started = 0, stopped = 0;
  const OrderedJobs jobs{.items = 1000,
                         .threads = 4,
                         .work =
                             [&](std::size_t item, std::stop_token stop) {
                               ++started;
                               if (item == 0) return;
                               while (!stop.stop_requested()) std::this_thread::yield();
                               ++stopped;
                             },
                         .consume = [](std::size_t) { throw std::runtime_error("disk full"); }};
  EXPECT_THROW(run_in_order(jobs), std::runtime_error);
  EXPECT_LE(started, jobs.slots());
  EXPECT_EQ(stopped, started - 1);
}

}  // namespace
}  // namespace emovox::cli
