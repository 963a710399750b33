// The layout of a ragged batch: utterances of different lengths, packed step by step, without
// padding.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace emovox::kernels {

/// Utterances are sorted by falling length; those of equal length keep their order. Step t has one
/// row for each utterance that is longer than t: rows offset(t) … offset(t) + live(t) - 1. A frame
/// past the end of an utterance has no row, so nothing can read it.
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

  /// The caller's index of the utterance at position `rank` of the sorted batch.
  std::size_t original(std::size_t rank) const noexcept { return order_[rank]; }

  /// The row of step t of the utterance at `rank`; t < length(rank).
  std::size_t row(std::size_t rank, std::size_t t) const noexcept { return offsets_[t] + rank; }

 private:
  std::vector<std::size_t> order_;    // [B] by rank: the caller's index
  std::vector<std::size_t> lengths_;  // [B] by rank
  std::vector<std::size_t> offsets_;  // [T + 1]
};

enum class Direction { forward, backward };

/// One step of a recurrence, and the step before it in its direction: t - 1 or t + 1. The rows of
/// both are in the same order, so that the first `carried` rows of this step continue the first
/// `carried` rows of the step before.
struct Step {
  std::size_t offset = 0;    // first row
  std::size_t live = 0;      // rows
  std::size_t carried = 0;   // rows that continue the step before
  std::size_t previous = 0;  // first row of the step before; unused if carried is 0
};

/// The k-th step in the order of the direction, k < batch.steps().
inline Step step_at(const RaggedBatch& batch, Direction direction, std::size_t k) {
  const bool rising = direction == Direction::forward;
  const std::size_t t = rising ? k : batch.steps() - 1 - k;
  Step step{batch.offset(t), batch.live(t), 0, 0};
  if (k == 0) return step;
  const std::size_t before = rising ? t - 1 : t + 1;
  step.previous = batch.offset(before);
  step.carried = rising ? batch.live(t) : batch.live(before);
  return step;
}

}  // namespace emovox::kernels
