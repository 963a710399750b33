#include "kernels/packed_lstm.h"

#include <algorithm>

#include "kernels/forward_pass.h"
#include "kernels/lstm_steps.h"

namespace emovox::kernels {
namespace {

AlignedArray<float> copy(const float* values, std::size_t count) {
  AlignedArray<float> array(count);
  std::copy_n(values, count, array.data());
  return array;
}

/// Panels of a large recurrence are read anew at every step: two threads that share it read half of
/// them each, and keep twice as many in their caches. A small one is not worth waiting for others.
Teams teams_for(std::span<const LstmInference> recurrences, std::size_t threads) {
  if (threads > 1 && recurrences[0].lstm->shape().hidden_size >= kSharedRecurrence) {
    return {recurrences.size(), 1, threads};
  }
  return side_by_side(recurrences.size(), threads);
}

void check(const LstmInference& recurrence) {
  const LstmShape& shape = recurrence.lstm->shape();
  check_rows("input", recurrence.x.data != nullptr, shape.input_size, recurrence.x.stride);
  check_rows("output", recurrence.h.data != nullptr, shape.hidden_size, recurrence.h.stride);
}

}  // namespace

PackedLstm::PackedLstm(const LstmShape& shape, const LstmWeights<float>& weights,
                       WeightPrecision precision)
    : shape_(shape) {
  check_shape(shape);
  const std::size_t H = shape.hidden_size;
  input_ = PackedMatrix({4 * H, shape.input_size}, weights.input, precision);
  Panels<float> recurrent;
  pack_gates({H, H}, weights.recurrent, recurrent);
  recurrent_ = StoredPanels(std::move(recurrent), precision);
  bias_ = copy(weights.bias, 4 * H);
  if (weights.peephole != nullptr) peephole_ = copy(weights.peephole, 3 * H);
}

void PackedLstm::run(const RaggedBatch& batch, Direction direction, const Places& places,
                     const Member& member) const {
  const std::size_t H = shape_.hidden_size;
  input_.multiply(batch.rows(), places.x, bias_.data(), {places.gates, 4 * H}, member,
                  places.scratch);
  member.meet();
  recurrent_.visit([&](const auto& panels, const float* scales) {
    run_forward(Recurrence<float>{.hidden = H,
                                  .batch = &batch,
                                  .direction = direction,
                                  .peephole = peephole_.data(),
                                  .scales = scales,
                                  .gates = places.gates,
                                  .cells = places.cells,
                                  .h = places.h},
                panels, member, places.scratch);
  });
}

void infer(std::span<const LstmInference> recurrences, const RaggedBatch& batch,
           std::size_t threads, InferenceWorkspace& workspace) {
  for (const LstmInference& recurrence : recurrences) check(recurrence);
  if (batch.rows() == 0 || recurrences.empty()) return;
  std::size_t widest = 0;
  for (const LstmInference& recurrence : recurrences) {
    widest = std::max(widest, recurrence.lstm->shape().hidden_size);
  }
  const Teams teams = teams_for(recurrences, threads);
  const std::size_t gates = batch.rows() * 4 * widest, cells = batch.size() * widest;
  const std::size_t scratch = std::max(forward_scratch(batch), kProductScratch);
  workspace.gates.reserve(teams.teams * gates);
  workspace.cells.reserve(teams.teams * cells);
  workspace.scratch.reserve(teams.seats() * scratch);
  run_in_teams(teams, [&](std::size_t n, const Member& member) {
    const LstmInference& recurrence = recurrences[n];
    const std::size_t team = member.seat / teams.members;
    recurrence.lstm->run(batch, recurrence.direction,
                         {.x = recurrence.x,
                          .h = recurrence.h,
                          .gates = workspace.gates.data() + team * gates,
                          .cells = workspace.cells.data() + team * cells,
                          .scratch = workspace.scratch.data() + member.seat * scratch},
                         member);
  });
}

}  // namespace emovox::kernels
