// Threads that are kept from call to call, and how they share work.
//
// A ThreadTeam owns threads that sleep until a call needs them. A call reserves some of them,
// computes with them and the calling thread, and gives them back. Nothing here queries how many
// processors the machine has: the caller decides how many threads a call may use. The results of
// all users in this project are the same bits for any number of threads, so a call that gets fewer
// than it requested is only slower.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace emovox::kernels {

/// A barrier: wait() returns once all its threads have called it. The threads arrive within
/// microseconds of one another, so it spins for a while before it sleeps.
class Barrier {
 public:
  explicit Barrier(std::size_t threads) : threads_(threads) {}

  /// The exception that wait() throws after break_off().
  struct Broken {};

  void wait() {
    if (threads_ == 1) return;
    const unsigned round = round_.load(std::memory_order_acquire);
    if (broken_.load(std::memory_order_relaxed)) throw Broken{};
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == threads_) {
      arrived_.store(0, std::memory_order_relaxed);
      begin_round();
      return;
    }
    for (int spin = 0; spin < kSpins && round_.load(std::memory_order_acquire) == round; ++spin) {
      relax_processor();
    }
    while (round_.load(std::memory_order_acquire) == round) round_.wait(round);
    if (broken_.load(std::memory_order_relaxed)) throw Broken{};
  }

  /// Called by a thread that will never arrive, because it failed: the others stop waiting.
  void break_off() {
    broken_.store(true, std::memory_order_relaxed);
    begin_round();
  }

 private:
  static constexpr int kSpins = 4000;  // some tens of microseconds

  void begin_round() {
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }

  static void relax_processor() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  std::size_t threads_;
  std::atomic<std::size_t> arrived_{0};
  std::atomic<unsigned> round_{0};
  std::atomic<bool> broken_{false};
};

/// One thread of a group that computes a piece of work together. By default, a thread alone.
struct TeamThread {
  std::size_t rank = 0;        // within the group
  std::size_t size = 1;        // threads of the group
  Barrier* barrier = nullptr;  // of the group; null for a thread alone
  std::size_t slot = 0;        // index among the threads of all groups, for scratch memory

  void wait() const {
    if (barrier != nullptr) barrier->wait();
  }

  /// This thread's share of `count` items: [first, last).
  std::size_t first(std::size_t count) const { return count * rank / size; }
  std::size_t last(std::size_t count) const { return count * (rank + 1) / size; }
};

/// How threads share pieces of work: group g takes the pieces g, g + groups, g + 2 · groups, …, and
/// all threads of a group work on the same piece.
struct ThreadGroups {
  std::size_t pieces = 0;
  std::size_t groups = 1;
  std::size_t group_size = 1;  // threads

  std::size_t threads() const noexcept { return groups * group_size; }
};

/// A group for each piece as long as there are threads; threads beyond that make groups larger.
ThreadGroups one_group_per_piece(std::size_t pieces, std::size_t threads);

/// The calling thread and threads of a team that are reserved for it. By default, the
/// calling thread alone. The destructor gives them back. Must not outlive its team.
class ReservedThreads {
 public:
  ReservedThreads() = default;
  ReservedThreads(ReservedThreads&& other) noexcept = default;
  ReservedThreads& operator=(ReservedThreads&&) = delete;
  ~ReservedThreads();

  std::size_t count() const noexcept { return workers_.size() + 1; }

  /// Calls work(piece) for 0 … pieces - 1, each once, in rising order, from all threads at once. No
  /// piece is begun after one threw; the exception of the lowest piece that threw is rethrown.
  void for_each(std::size_t pieces, const std::function<void(std::size_t)>& work) const;

  /// Calls work(piece, thread) for every piece, on every thread of the group that takes it;
  /// groups.threads() must not exceed count(). A group stops at the first piece that throws on one
  /// of its threads; the exception of the lowest such piece is rethrown. A thread alone allocates
  /// nothing.
  template <class Work>
  void run(const ThreadGroups& groups, const Work& work) const {
    if (groups.threads() > 1) return run_groups(groups, std::cref(work));
    for (std::size_t piece = 0; piece < groups.pieces; ++piece) work(piece, TeamThread{});
  }

 private:
  friend class ThreadTeam;
  struct Pool;
  struct Worker;

  void run_groups(const ThreadGroups& groups,
                  const std::function<void(std::size_t, const TeamThread&)>& work) const;
  void run_on(std::size_t threads, const std::function<void(std::size_t)>& work) const;

  Pool* pool_ = nullptr;
  std::vector<Worker*> workers_;
};

struct Sharing {
  std::size_t pieces = 0;
  std::size_t threads = 1;  // most threads at once, the caller's included
};

/// Keeps threads. Safe from many threads: each call reserves other threads, and a call within
/// a call uses threads that are idle, if any. A process that was forked while no call ran starts
/// new threads. The destructor ends the threads.
class ThreadTeam {
 public:
  static constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

  /// `most`: threads of a call, its own included. None is started before it is needed.
  explicit ThreadTeam(std::size_t most = kNoLimit);
  ThreadTeam(const ThreadTeam&) = delete;
  ThreadTeam& operator=(const ThreadTeam&) = delete;
  ~ThreadTeam();

  /// Up to `wanted` threads, the caller's included; 0 counts as 1. Fewer where the others are busy
  /// and the limit is reached, or where the system has no thread or no memory for one.
  ReservedThreads reserve(std::size_t wanted);

  /// reserve() and ReservedThreads::for_each() in one call.
  void for_each(const Sharing& sharing, const std::function<void(std::size_t)>& work);

 private:
  using Pool = ReservedThreads::Pool;

  Pool& pool_of_this_process();

  std::size_t most_;
  std::atomic<Pool*> pool_;
};

}  // namespace emovox::kernels
