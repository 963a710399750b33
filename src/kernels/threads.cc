// Pieces are handed out in order, so the lowest piece that fails is the same in every run.
#include "kernels/threads.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace emovox::kernels {
namespace {

class Pieces {
 public:
  Pieces(std::size_t count, const std::function<void(std::size_t)>& work)
      : work_(work), failures_(count) {}

  void run() {
    while (!failed_) {
      const std::size_t piece = next_++;
      if (piece >= failures_.size()) return;
      try {
        work_(piece);
      } catch (...) {
        failures_[piece] = std::current_exception();
        failed_ = true;
      }
    }
  }

  void rethrow() const {
    for (const std::exception_ptr& failure : failures_) {
      if (failure) std::rethrow_exception(failure);
    }
  }

 private:
  const std::function<void(std::size_t)>& work_;
  std::vector<std::exception_ptr> failures_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
};

}  // namespace

void share_over_threads(const Sharing& sharing, const std::function<void(std::size_t)>& work) {
  Pieces pieces(sharing.pieces, work);
  {
    const std::size_t wanted =
        sharing.threads > 0 ? sharing.threads : std::thread::hardware_concurrency();
    const std::size_t threads = std::min(sharing.pieces, wanted);
    std::vector<std::jthread> helpers;
    try {
      for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back([&pieces] { pieces.run(); });
    } catch (const std::system_error&) {
      // The system has no thread left to give: those that there are do the work.
    }
    pieces.run();
  }
  pieces.rethrow();
}

}  // namespace emovox::kernels
