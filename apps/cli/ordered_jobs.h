// Processes many items on several threads and consumes the results in the order of the items.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace emovox::cli {

struct OrderedJobs {
  std::size_t items = 0;
  std::size_t threads = 0;  // number of working threads; 0: one for each core

  /// Called once for each item, on any thread. Must not throw. A stop is requested when `consume`
  /// has thrown, because the result is then no longer needed.
  std::function<void(std::size_t item, std::stop_token stop)> work;

  /// Called for each item after `work`, in order, on the thread of the caller.
  std::function<void(std::size_t item)> consume;

  /// How many threads run: never more than there are items.
  std::size_t used_threads() const;
  /// The number of items that are in work or wait to be consumed is always less
  /// than this, so that a caller can keep the result of an item at `item % slots()`.
  std::size_t slots() const { return 2 * used_threads(); }
};

/// Processes every item. With one thread, everything runs on the thread of the caller, item after
/// item. Throws the exceptions of `consume`, and io if no thread can be started.
void run_in_order(const OrderedJobs& jobs);

}  // namespace emovox::cli
