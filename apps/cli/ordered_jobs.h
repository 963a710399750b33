// Work on many items by several threads, whose results are consumed in the order of the items.
#pragma once

#include <cstddef>
#include <functional>
#include <stop_token>

namespace emovox::cli {

struct OrderedJobs {
  std::size_t items = 0;
  std::size_t threads = 0;  // that work at once; 0: as many as the machine runs

  /// Called once for each item, on any thread. Must not throw. A stop is requested when `consume`
  /// has thrown: what is worked on then is no longer wanted.
  std::function<void(std::size_t item, std::stop_token stop)> work;

  /// Called for each item after `work`, in order, on the thread of the caller.
  std::function<void(std::size_t item)> consume;

  /// How many threads run: never more than there are items.
  std::size_t used_threads() const;
  /// Items that have been worked on and not consumed, and those that are being worked on, are fewer
  /// than this in all: a caller can keep the result of an item at `item % slots()`.
  std::size_t slots() const { return 2 * used_threads(); }
};

/// Works on every item. With one thread, everything runs on the thread of the caller, item after
/// item. Throws what `consume` throws, and io where no thread can be started.
void run_in_order(const OrderedJobs& jobs);

}  // namespace emovox::cli
