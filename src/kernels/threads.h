// Independent pieces of work shared over the machine's threads.
#pragma once

#include <cstddef>
#include <functional>

namespace emovox::kernels {

struct Sharing {
  std::size_t pieces = 0;
  std::size_t threads = 0;  // at most so many at once; 0: as many as the machine runs
};

/// Calls work(0) … work(pieces - 1), each once, from several threads at once. The pieces share
/// nothing, so the outcome does not depend on how many. After one throws no further piece is begun;
/// the exception of the lowest piece that failed is thrown again here.
void share_over_threads(const Sharing& sharing, const std::function<void(std::size_t)>& work);

}  // namespace emovox::kernels
