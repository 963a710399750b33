// Independent pieces of work shared over the machine's threads.
#pragma once

#include <cstddef>
#include <functional>

namespace emovox::model {

/// Calls work(0) … work(count - 1), each once, from several threads at once. After one throws no
/// further piece is begun; the exception of the lowest piece that failed is thrown again here.
void share_over_threads(std::size_t count, const std::function<void(std::size_t)>& work);

}  // namespace emovox::model
