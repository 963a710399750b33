// The inner loops of the forward pass over packed weights, dispatched once a pass to the best
// instruction set of the machine.
#pragma once

#include <cstddef>

#include "kernels/lstm.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {

/// For each step: gates += h' Whᵀ, then the cell.
template <class T>
struct Recurrence {
  std::size_t hidden = 0;  // H
  const RaggedBatch* batch = nullptr;
  Direction direction = Direction::forward;
  const T* peephole = nullptr;  // [3, H] or null
  const T* scales = nullptr;    // a factor for each column of the panels, or null
  T* gates = nullptr;           // [N, 4H] in: the projection; out, if `keep`: activated
  T* cells = nullptr;           // [N, H] if `keep`, else [B, H] of the current step
  bool keep = false;            // for a backward pass
  Rows<T> h;                    // [N, H] out
};

/// Numbers of scratch memory for each thread.
inline std::size_t forward_scratch(const RaggedBatch& batch) { return batch.size() * kPanelWidth; }

/// `recurrent`: of pack_gates(). Each thread of a group computes its own panels; all of them must
/// call it. W is T, or Half or int8_t for float. Throws nothing, allocates nothing.
template <class T, class W>
void run_forward(const Recurrence<T>& task, const Panels<W>& recurrent, const TeamThread& thread,
                 T* scratch);

}  // namespace emovox::kernels
