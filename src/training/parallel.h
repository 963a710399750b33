// Runs independent tasks on a few threads; the first failure stops the rest and is rethrown.
#pragma once

#include <cstddef>
#include <functional>

namespace emovox::training {

/// Calls task(0) … task(count - 1), each once, on at most `threads` threads. Tasks share no state,
/// so the outcome does not depend on `threads`. With one thread it runs in the caller's.
void run_parallel(std::size_t count, std::size_t threads,
                  const std::function<void(std::size_t)>& task);

}  // namespace emovox::training
