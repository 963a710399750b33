// LSTM recurrences for inference: weights packed once, nothing kept for a backward pass, nothing
// allocated once the workspace has grown.
#pragma once

#include <span>

#include "emovox/model.h"
#include "kernels/lstm.h"
#include "kernels/packed_matrix.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {

/// Hidden units from which on several threads share one recurrence: its weights, 4 MB of float32,
/// no longer fit the cache of one core.
inline constexpr std::size_t kSharedRecurrence = 512;

/// One direction of the BiLSTM of one feature set. Immutable; safe from many threads.
class PackedLstm {
 public:
  /// Copies the weights. Throws invalid_argument.
  PackedLstm(const LstmShape& shape, const LstmWeights<float>& weights, WeightPrecision precision);

  const LstmShape& shape() const noexcept { return shape_; }

  /// h [N, H] of every row of `batch` from x [N, I]; every thread of a group must call it. `gates`
  /// [N, 4H] and `cells` [B, H] are shared by the threads, `scratch` is each one's own.
  struct Buffers {
    Rows<const float> x;
    Rows<float> h;
    float* gates = nullptr;
    float* cells = nullptr;
    float* scratch = nullptr;
  };
  void run(const RaggedBatch& batch, Direction direction, const Buffers& buffers,
           const TeamThread& thread) const;

 private:
  LstmShape shape_;
  PackedMatrix input_;      // [4H, I]
  StoredPanels recurrent_;  // of pack_gates()
  AlignedArray<float> bias_;
  AlignedArray<float> peephole_;  // empty for the plain cell
};

/// One recurrence of a forward pass: x [N, I] → h [N, H].
struct LstmInference {
  const PackedLstm* lstm = nullptr;
  Direction direction = Direction::forward;
  Rows<const float> x;
  Rows<float> h;
};

/// The memory of inference; grows to the largest batch so far. Not safe for two calls at once.
struct InferenceWorkspace {
  AlignedArray<float> gates, cells, scratch;
};

/// Computes the hidden states of every row of `batch`, for each recurrence. The numbers do not
/// depend on the number of threads. With one thread, allocates nothing that the workspace has room
/// for. Throws invalid_argument.
void infer(std::span<const LstmInference> recurrences, const RaggedBatch& batch,
           const ReservedThreads& threads, InferenceWorkspace& workspace);

}  // namespace emovox::kernels
