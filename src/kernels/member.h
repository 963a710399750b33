// One of several threads that share a recurrence: each computes its own panels of hidden units, and
// all meet after every step. What a member computes does not depend on how many there are.
#pragma once

#include <atomic>
#include <cstddef>

namespace emovox::kernels {

/// Where the members of a team wait for each other. They arrive within microseconds of one another,
/// so it spins before it sleeps.
class Meeting {
 public:
  explicit Meeting(std::size_t members) : members_(members) {}

  void wait() {
    if (members_ == 1) return;
    const unsigned round = round_.load(std::memory_order_relaxed);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == members_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.store(round + 1, std::memory_order_release);
      round_.notify_all();
      return;
    }
    for (int spin = 0; spin < kSpins; ++spin) {
      if (round_.load(std::memory_order_acquire) != round) return;
      pause();
    }
    while (round_.load(std::memory_order_acquire) == round) round_.wait(round);
  }

 private:
  static constexpr int kSpins = 4000;  // some tens of microseconds

  static void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }

  std::size_t members_;
  std::atomic<std::size_t> arrived_{0};
  std::atomic<unsigned> round_{0};
};

struct Member {
  std::size_t index = 0;
  std::size_t of = 1;
  Meeting* meeting = nullptr;  // of a member alone: null
  std::size_t seat = 0;        // among the members of all teams

  void meet() const {
    if (meeting != nullptr) meeting->wait();
  }

  /// This member's share of `count` things: [first, last).
  std::size_t first(std::size_t count) const { return count * index / of; }
  std::size_t last(std::size_t count) const { return count * (index + 1) / of; }
};

}  // namespace emovox::kernels
