// The order in which one direction walks the steps of a ragged batch, and the checks of both
// passes.
#pragma once

#include <algorithm>
#include <cstddef>

#include "kernels/lstm.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {

/// A step and the one that it continues, if any: t - 1 or t + 1 by direction. The rows of both lie
/// in the same order, so the first `carried` rows of this step continue as many of that one.
struct Step {
  std::size_t offset = 0;    // first row
  std::size_t live = 0;      // rows
  std::size_t carried = 0;   // rows that continue an earlier step
  std::size_t previous = 0;  // first row of that step; nothing where carried is 0
};

/// The k-th step in the direction's own order, k < batch.steps().
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

/// The panels that one thread of a group computes, in the order of step k. Every other step walks
/// them backwards, so that those read last, still in the core's cache, are read first.
struct PanelWalk {
  PanelWalk(const TeamThread& thread, std::size_t panels, std::size_t k)
      : first(thread.first(panels)), count(thread.last(panels) - first), backwards(k % 2 == 1) {}

  /// The n-th panel; past the end the last one.
  std::size_t at(std::size_t n) const {
    const std::size_t place = std::min(n, count - 1);
    return first + (backwards ? count - 1 - place : place);
  }

  std::size_t first, count;
  bool backwards;
};

/// Throws invalid_argument unless a matrix of `columns` fits its stride and has data.
void check_rows(const char* name, bool present, std::size_t columns, std::size_t stride);
void check_shape(const LstmShape& shape);

}  // namespace emovox::kernels
