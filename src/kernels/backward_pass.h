// The inner loop of the backward pass over packed weights, dispatched once a pass to the best
// instruction set of the machine.
#pragma once

#include <cstddef>

#include "kernels/lstm.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {

/// For each step, from the last to the first, with the peephole weights p:
///   dh += Whᵀ · dgates of the step after
///   do = dh tanh(c)
///   dc = dc(after) + dh o (1 - tanh²(c))
///   di = dc g, df = dc c', dg = dc i
///   dgates = di i (1 - i), df f (1 - f), dg (1 - g²), do o (1 - o)
///   dc' = dc f + Σ p · dgate over the gates i, f, o
template <class T>
struct BackwardRecurrence {
  std::size_t hidden = 0;  // H
  const RaggedBatch* batch = nullptr;
  Direction direction = Direction::forward;
  const T* peephole = nullptr;  // [3, H] or null
  const T* gates = nullptr;     // [N, 4H] activated
  const T* cells = nullptr;     // [N, H] c
  Rows<const T> dh;             // [N, H] from the layer above
  T* dc = nullptr;              // [B, H] of the current step; zero at the start
  Rows<T> dgates;               // [N, 4H] out: of the pre-activations
  T* dbias = nullptr;           // [4H] added to
  T* dpeephole = nullptr;       // [3, H] added to; null exactly when `peephole` is
};

/// Numbers of scratch memory for each thread.
inline std::size_t backward_scratch(const RaggedBatch& batch) { return batch.size() * kPanelWidth; }

/// `recurrent`: of pack_columns(). Each thread of a group computes its own panels; all of them must
/// call it. Throws nothing, allocates nothing.
template <class T>
void run_backward(const BackwardRecurrence<T>& task, const Panels<T>& recurrent,
                  const TeamThread& thread, T* scratch);

}  // namespace emovox::kernels
