#include "server/work_pool.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <latch>
#include <numeric>
#include <vector>

namespace emovox::server {
namespace {

// Work that keeps a thread until the test lets it go.
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

TEST(WorkPool, DoesWorkInTheOrderItCame) {
  std::vector<int> done;
  std::promise<void> last;
  WorkPool pool(1, 100);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.add([&done, i] { done.push_back(i); }));
  pool.add([&] { last.set_value(); });
  last.get_future().wait();
  std::vector<int> expected(50);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(done, expected);
}

TEST(WorkPool, WaitingPlacesAreLimitedAndFreed) {
  Held held;
  std::atomic<int> done = 0;
  {
    WorkPool pool(1, 2);
    ASSERT_TRUE(pool.add(held.work()));
    held.wait_until_begun();
    EXPECT_FALSE(pool.full());
    const auto first = pool.add([&] { ++done; });
    const auto second = pool.add([&] { ++done; });
    ASSERT_TRUE(first && second);
    EXPECT_TRUE(pool.full());
    EXPECT_FALSE(pool.add([&] { ++done; }));
    EXPECT_TRUE(pool.withdraw(*first));
    EXPECT_FALSE(pool.withdraw(*first)) << "only once";
    std::promise<void> last;
    ASSERT_TRUE(pool.add([&] { last.set_value(); }));
    held.release();
    last.get_future().wait();
    EXPECT_FALSE(pool.withdraw(*second)) << "it is done";
  }
  EXPECT_EQ(done, 1);
}

TEST(WorkPool, AtItsEndDropsWhatWaits) {
  Held held;
  int done = 0;
  std::thread release;
  {
    WorkPool pool(1, 2);
    pool.add(held.work());
    held.wait_until_begun();
    pool.add([&] { ++done; });
    release = std::thread([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      held.release();
    });
  }
  release.join();
  EXPECT_EQ(done, 0);
}

TEST(WorkPool, ManyThreadsMayAddAndWithdraw) {
  std::atomic<int> done = 0, withdrawn = 0, refused = 0;
  {
    WorkPool pool(3, 20);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 2000; ++i) {
          const auto ticket = pool.add([&] { ++done; });
          if (!ticket) ++refused;
          if (ticket && (i + t) % 3 == 0 && pool.withdraw(*ticket)) ++withdrawn;
        }
      });
    }
    threads.clear();
    while (done + withdrawn + refused < 8000) std::this_thread::yield();
  }
  EXPECT_EQ(done + withdrawn + refused, 8000);
}

}  // namespace
}  // namespace emovox::server
