#include "kernels/thread_team.h"

#include <dlfcn.h>
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <mutex>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "allocation_count.h"

namespace {

std::atomic<bool> no_threads{false};  // whether the system refuses new threads

}  // namespace

/// Replaces the system's function, so that a test can refuse threads.
extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*start)(void*), void* argument) noexcept {
  using Create = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto create = reinterpret_cast<Create>(dlsym(RTLD_NEXT, "pthread_create"));
  return no_threads ? EAGAIN : create(thread, attributes, start, argument);
}

namespace emovox::kernels {
namespace {

/// A thread that waits forever would hang the test: the alarm's signal ends the program.
class ThreadTeamTest : public testing::Test {
 protected:
  void SetUp() override { alarm(120); }
  void TearDown() override { alarm(0); }
};

/// Counts how often each piece was computed on each thread of its group, with a barrier between.
std::size_t calls_in_groups(const ReservedThreads& threads, const ThreadGroups& groups) {
  std::vector<std::atomic<std::size_t>> arrived(groups.pieces);
  std::atomic<std::size_t> calls{0};
  threads.run(groups, [&](std::size_t piece, const TeamThread& thread) {
    ++arrived[piece];
    thread.wait();
    EXPECT_EQ(arrived[piece], groups.group_size);
    EXPECT_EQ(thread.size, groups.group_size);
    EXPECT_EQ(thread.slot % groups.group_size, thread.rank);
    ++calls;
  });
  return calls;
}

TEST_F(ThreadTeamTest, RunsEveryPieceOnce) {
  ThreadTeam team;
  for (const std::size_t threads : {0u, 1u, 2u, 5u}) {
    for (const std::size_t count : {0u, 1u, 2u, 100u}) {
      std::vector<std::atomic<int>> done(count);
      team.for_each({.pieces = count, .threads = threads}, [&](std::size_t i) { ++done[i]; });
      for (const auto& times : done) EXPECT_EQ(times, 1);
    }
  }
}

TEST_F(ThreadTeamTest, RethrowsTheExceptionOfTheLowestPiece) {
  ThreadTeam team;
  for (int round = 0; round < 50; ++round) {
    std::string message;
    try {
      team.for_each({.pieces = 8, .threads = 4}, [](std::size_t i) {
        if (i == 2) std::this_thread::sleep_for(std::chrono::microseconds(200));
        if (i >= 2) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    ASSERT_EQ(message, "2");
  }
}

TEST_F(ThreadTeamTest, GroupsShareThePiecesAndWaitAtTheirBarrier) {
  ThreadTeam team;
  for (const ThreadGroups groups : {ThreadGroups{7, 1, 1}, {7, 1, 3}, {7, 3, 1}, {7, 2, 2}}) {
    EXPECT_EQ(calls_in_groups(team.reserve(groups.threads()), groups), 7 * groups.group_size);
  }
  EXPECT_EQ(calls_in_groups({}, {7, 1, 1}), 7);
}

TEST_F(ThreadTeamTest, MakesAGroupForEachPieceWhileThereAreThreads) {
  using Shape = std::pair<std::size_t, std::size_t>;
  const auto shape = [](std::size_t pieces, std::size_t threads) {
    const ThreadGroups groups = one_group_per_piece(pieces, threads);
    return Shape(groups.groups, groups.group_size);
  };
  EXPECT_EQ(shape(4, 0), Shape(1, 1));
  EXPECT_EQ(shape(4, 3), Shape(3, 1));
  EXPECT_EQ(shape(4, 9), Shape(4, 2));
  EXPECT_EQ(shape(0, 9), Shape(1, 9));
}

// Every thread of one group fails in turn while the others wait at the barrier.
TEST_F(ThreadTeamTest, AnExceptionReleasesThreadsThatWaitAtTheBarrier) {
  ThreadTeam team;
  const ThreadGroups groups{.pieces = 6, .groups = 2, .group_size = 3};
  for (std::size_t failing = 0; failing < groups.threads(); ++failing) {
    std::string message;
    try {
      team.reserve(groups.threads()).run(groups, [&](std::size_t piece, const TeamThread& thread) {
        thread.wait();
        if (thread.slot == failing && piece >= 2) throw std::runtime_error(std::to_string(piece));
        thread.wait();
      });
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    EXPECT_EQ(message, failing < 3 ? "2" : "3");
  }
  EXPECT_EQ(calls_in_groups(team.reserve(6), groups), 18);
}

TEST_F(ThreadTeamTest, ThreadsAreKeptFromCallToCall) {
  ThreadTeam team;
  std::mutex mutex;
  std::set<std::thread::id> seen;
  for (int call = 0; call < 20; ++call) {
    team.reserve(3).run({1, 1, 3}, [&](std::size_t, const TeamThread&) {
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    });
  }
  EXPECT_EQ(seen.size(), 3);
  EXPECT_TRUE(seen.contains(std::this_thread::get_id()));
}

TEST_F(ThreadTeamTest, ReservesNoMoreThanItsLimitAndNoThreadTwice) {
  ThreadTeam team(4);
  EXPECT_EQ(team.reserve(0).count(), 1);
  EXPECT_EQ(team.reserve(9).count(), 4);
  const ReservedThreads first = team.reserve(3);
  const ReservedThreads second = team.reserve(3);
  EXPECT_EQ(first.count(), 3);
  EXPECT_EQ(second.count(), 2);
  EXPECT_EQ(team.reserve(3).count(), 1);
}

TEST_F(ThreadTeamTest, NestedAndConcurrentCallsFinish) {
  ThreadTeam team(3);
  std::atomic<std::size_t> done{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; ++caller) {
    callers.emplace_back([&] {
      for (int call = 0; call < 25; ++call) {
        team.for_each({.pieces = 4, .threads = 3}, [&](std::size_t) {
          team.for_each({.pieces = 2, .threads = 2}, [&](std::size_t) { ++done; });
        });
      }
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(done, 4 * 25 * 4 * 2);
}

TEST_F(ThreadTeamTest, TheCallerDoesTheWorkIfNoThreadCanBeStarted) {
  ThreadTeam team;
  no_threads = true;
  const std::size_t count = team.reserve(5).count();
  std::atomic<std::size_t> done{0};
  team.for_each({.pieces = 9, .threads = 5}, [&](std::size_t) { ++done; });
  no_threads = false;
  EXPECT_EQ(count, 1);
  EXPECT_EQ(done, 9);
  EXPECT_EQ(team.reserve(5).count(), 5);
}

// Any of the allocations may fail, those of the threads among them: the call then does all its work
// with fewer threads, or throws bad_alloc and has done none. Nothing waits forever.
TEST_F(ThreadTeamTest, SurvivesFailedAllocations) {
  std::size_t done_without_memory = 0;
  bool failed = true;
  for (std::size_t nth = 0; failed; ++nth) {
    ThreadTeam team;
    std::atomic<std::size_t> calls{0};
    bool refused = false;
    {
      const FailingAllocation failing(nth);
      try {
        const ReservedThreads threads = team.reserve(4);
        const ThreadGroups groups = one_group_per_piece(2, threads.count());
        threads.run(groups, [&](std::size_t, const TeamThread& thread) {
          thread.wait();
          if (thread.rank == 0) ++calls;
        });
      } catch (const std::bad_alloc&) {
        refused = true;
      }
      failed = failing.happened();
    }
    EXPECT_EQ(calls, refused ? 0 : 2);
    if (failed && !refused) ++done_without_memory;
    EXPECT_EQ(team.reserve(4).count(), 4);
  }
  EXPECT_GE(done_without_memory, 3) << "no thread's own memory was refused";
}

TEST_F(ThreadTeamTest, AForkedProcessStartsNewThreads) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "the thread sanitizer allows no threads after a fork";
#endif
  auto team = std::make_unique<ThreadTeam>();
  EXPECT_EQ(team->reserve(3).count(), 3);
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);  // a child does not inherit the alarm
    const bool works = calls_in_groups(team->reserve(3), {4, 1, 3}) == 12;
    team.reset();
    _exit(works && !testing::Test::HasFailure() ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_EQ(calls_in_groups(team->reserve(3), {4, 1, 3}), 12);
}

}  // namespace
}  // namespace emovox::kernels
