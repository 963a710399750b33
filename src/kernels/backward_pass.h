// The inner loop of the backward pass over packed weights, dispatched once a pass to the best
// instruction set of the machine.
#pragma once

#include <cstddef>

#include "kernels/lstm.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {

/// Step by step, from the last: dh += Whᵀ of the next step's dgates, then, with a = σ or tanh of a
/// pre-activation and p the peepholes,
///   do = dh tanh(c)    dc = dc(next) + dh o (1 - tanh²(c))    di = dc g    df = dc c'    dg = dc i
///   dgates = (di, df, dg, do) after a;    dc' = dc f + p·(di, df, do after a)
template <class T>
struct BackwardRecurrence {
  std::size_t hidden = 0;  // H
  const RaggedBatch* batch = nullptr;
  Direction direction = Direction::forward;
  const T* peephole = nullptr;  // [3, H] or null
  const T* gates = nullptr;     // [N, 4H] activated
  const T* cells = nullptr;     // [N, H] c
  Rows<const T> dh;             // [N, H] from above
  T* dc = nullptr;              // [B, H] of the running step; zero before the first
  Rows<T> dgates;               // [N, 4H] out: of the pre-activations
  T* dbias = nullptr;           // [4H] added to
  T* dpeephole = nullptr;       // [3, H] added to; null exactly when `peephole` is
};

/// Numbers of scratch that each thread needs.
inline std::size_t backward_scratch(const RaggedBatch& batch) { return batch.size() * kPanelWidth; }

/// `recurrent`: of pack_columns(). Each thread of a group computes its own panels; all of them must
/// call it. Throws nothing, allocates nothing.
template <class T>
void run_backward(const BackwardRecurrence<T>& task, const Panels<T>& recurrent,
                  const TeamThread& thread, T* scratch);

}  // namespace emovox::kernels
