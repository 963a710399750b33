#include "kernels/ragged.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "emovox/error.h"

namespace emovox::kernels {
namespace {

void check_lengths(std::span<const std::size_t> lengths) {
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    if (lengths[i] > 0) continue;
    throw Error(ErrorCode::invalid_argument, "ragged batch",
                "utterance " + std::to_string(i) + " has no steps", "each must have at least one");
  }
}

}  // namespace

RaggedBatch::RaggedBatch(std::span<const std::size_t> lengths) : order_(lengths.size()) {
  check_lengths(lengths);
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return lengths[a] > lengths[b]; });
  for (const std::size_t index : order_) lengths_.push_back(lengths[index]);

  const std::size_t longest = lengths_.empty() ? 0 : lengths_.front();
  offsets_.reserve(longest + 1);
  offsets_.push_back(0);
  std::size_t alive = lengths_.size();
  for (std::size_t t = 0; t < longest; ++t) {
    while (lengths_[alive - 1] <= t) --alive;
    offsets_.push_back(offsets_.back() + alive);
  }
}

}  // namespace emovox::kernels
