// The layout of a ragged batch: utterances of different lengths, packed step by step, without
// padding.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace emovox::kernels {

/// Utterances are sorted by falling length (ties keep their order). Step t holds one row for each
/// utterance still alive, consecutively: rows offset(t) … offset(t) + live(t) - 1. A frame past an
/// utterance's end has no row, so nothing can read it.
class RaggedBatch {
 public:
  /// `lengths`: steps of each utterance, each at least 1. Throws invalid_argument.
  explicit RaggedBatch(std::span<const std::size_t> lengths);

  std::size_t size() const noexcept { return order_.size(); }         // utterances, B
  std::size_t steps() const noexcept { return offsets_.size() - 1; }  // of the longest, T
  std::size_t rows() const noexcept { return offsets_.back(); }       // in all, N
  std::size_t live(std::size_t t) const noexcept { return offsets_[t + 1] - offsets_[t]; }
  std::size_t offset(std::size_t t) const noexcept { return offsets_[t]; }
  std::size_t length(std::size_t rank) const noexcept { return lengths_[rank]; }

  /// The caller's index of the utterance that stands at `rank` of the sorted batch.
  std::size_t original(std::size_t rank) const noexcept { return order_[rank]; }

  /// The row of step t of the utterance at `rank`; t < length(rank).
  std::size_t row(std::size_t rank, std::size_t t) const noexcept { return offsets_[t] + rank; }

 private:
  std::vector<std::size_t> order_;    // [B] rank → caller's index
  std::vector<std::size_t> lengths_;  // [B] by rank
  std::vector<std::size_t> offsets_;  // [T + 1]
};

}  // namespace emovox::kernels
