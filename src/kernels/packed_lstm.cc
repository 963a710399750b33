#include "kernels/packed_lstm.h"

#include <algorithm>

#include "kernels/forward_pass.h"

namespace emovox::kernels {
namespace {

AlignedArray<float> copy(const float* values, std::size_t count) {
  AlignedArray<float> array(count);
  std::copy_n(values, count, array.data());
  return array;
}

/// The panels of a large recurrence are read from memory at every step. Two threads that share it
/// read half of them each, and more of them stay in their caches. In a small recurrence, the
/// barrier after each step costs more than this saves.
ThreadGroups groups_for(std::span<const LstmInference> recurrences, std::size_t threads) {
  if (threads > 1 && recurrences[0].lstm->shape().hidden_size >= kSharedRecurrence) {
    return {recurrences.size(), 1, threads};
  }
  return one_group_per_piece(recurrences.size(), threads);
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

void PackedLstm::run(const RaggedBatch& batch, Direction direction, const Buffers& buffers,
                     const TeamThread& thread) const {
  const std::size_t H = shape_.hidden_size;
  input_.multiply(batch.rows(), buffers.x, bias_.data(), {buffers.gates, 4 * H}, thread,
                  buffers.scratch);
  thread.wait();
  recurrent_.visit([&](const auto& panels, const float* scales) {
    run_forward(Recurrence<float>{.hidden = H,
                                  .batch = &batch,
                                  .direction = direction,
                                  .peephole = peephole_.data(),
                                  .scales = scales,
                                  .gates = buffers.gates,
                                  .cells = buffers.cells,
                                  .h = buffers.h},
                panels, thread, buffers.scratch);
  });
}

void infer(std::span<const LstmInference> recurrences, const RaggedBatch& batch,
           const ReservedThreads& threads, InferenceWorkspace& workspace) {
  for (const LstmInference& recurrence : recurrences) check(recurrence);
  if (batch.rows() == 0 || recurrences.empty()) return;
  std::size_t widest = 0;
  for (const LstmInference& recurrence : recurrences) {
    widest = std::max(widest, recurrence.lstm->shape().hidden_size);
  }
  const ThreadGroups groups = groups_for(recurrences, threads.count());
  const std::size_t gates = batch.rows() * 4 * widest, cells = batch.size() * widest;
  const std::size_t scratch = std::max(forward_scratch(batch), kProductScratch);
  workspace.gates.reserve(groups.groups * gates);
  workspace.cells.reserve(groups.groups * cells);
  workspace.scratch.reserve(groups.threads() * scratch);
  threads.run(groups, [&](std::size_t n, const TeamThread& thread) {
    const LstmInference& recurrence = recurrences[n];
    const std::size_t group = thread.slot / groups.group_size;
    recurrence.lstm->run(batch, recurrence.direction,
                         {.x = recurrence.x,
                          .h = recurrence.h,
                          .gates = workspace.gates.data() + group * gates,
                          .cells = workspace.cells.data() + group * cells,
                          .scratch = workspace.scratch.data() + thread.slot * scratch},
                         thread);
  });
}

}  // namespace emovox::kernels
