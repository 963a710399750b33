#include "server/thread_pool.h"

#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <future>
#include <latch>
#include <numeric>
#include <system_error>
#include <thread>
#include <vector>

#include "emovox/error.h"

namespace emovox::server {
namespace {

// Work that occupies a thread until the test releases it.
class Held {
 public:
  std::function<void()> work() {
    return [this] {
      begun_.count_down();
      released_.wait();
    };
  }
  void wait_until_begun() { begun_.wait(); }
  void release() { released_.count_down(); }

 private:
  std::latch begun_{1}, released_{1};
};

TEST(ThreadPool, RunsTasksInOrder) {
  std::vector<int> done;
  std::promise<void> last;
  ThreadPool pool({.threads = 1, .max_waiting = 100});
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.submit([&done, i] { done.push_back(i); }));
  pool.submit([&] { last.set_value(); });
  last.get_future().wait();
  std::vector<int> expected(50);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(done, expected);
}

TEST(ThreadPool, TheQueueIsLimitedAndFreed) {
  Held held;
  std::atomic<int> done = 0;
  {
    ThreadPool pool({.threads = 1, .max_waiting = 2});
    ASSERT_TRUE(pool.submit(held.work()));
    held.wait_until_begun();
    EXPECT_FALSE(pool.full());
    const auto first = pool.submit([&] { ++done; });
    const auto second = pool.submit([&] { ++done; });
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(pool.full());
    EXPECT_FALSE(pool.submit([&] { ++done; }));
    EXPECT_TRUE(pool.cancel(*first));
    EXPECT_FALSE(pool.cancel(*first)) << "only once";
    std::promise<void> last;
    ASSERT_TRUE(pool.submit([&] { last.set_value(); }));
    held.release();
    last.get_future().wait();
    EXPECT_FALSE(pool.cancel(*second)) << "it is done";
  }
  EXPECT_EQ(done, 1);
}

TEST(ThreadPool, TheDestructorDropsWaitingTasks) {
  Held held;
  int done = 0;
  std::thread release;
  {
    ThreadPool pool({.threads = 1, .max_waiting = 2});
    pool.submit(held.work());
    held.wait_until_begun();
    pool.submit([&] { ++done; });
    release = std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      held.release();
    });
  }
  release.join();
  EXPECT_EQ(done, 0);
}

TEST(ThreadPool, ManyThreadsMayAddAndCancel) {
  std::atomic<int> done = 0, cancelled = 0, refused = 0;
  {
    ThreadPool pool({.threads = 3, .max_waiting = 20});
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 2000; ++i) {
          const auto ticket = pool.submit([&] { ++done; });
          if (!ticket) ++refused;
          if (ticket && (i + t) % 3 == 0 && pool.cancel(*ticket)) ++cancelled;
        }
      });
    }
    threads.clear();
    while (done + cancelled + refused < 8000) std::this_thread::yield();
  }
  EXPECT_EQ(done + cancelled + refused, 8000);
}

// A constructor that waits forever would hang the test.
TEST(ThreadPool, ReportsThatNoThreadCanBeStarted) {
  int started = 0;
  ThreadPoolOptions options{.threads = 3, .max_waiting = 1};
  options.start_thread = [&](std::function<void()> body) {
    if (started == 2) {
      throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
    }
    ++started;
    return std::jthread(std::move(body));
  };
  try {
    ThreadPool pool(options);
    FAIL() << "two of three threads are not enough";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::io);
    EXPECT_THAT(error.what(), testing::HasSubstr("2 of 3 could be started"));
  }
}

}  // namespace
}  // namespace emovox::server
