// What the passes of lstm.h compute in.
#pragma once

#include <vector>

#include "kernels/lstm.h"
#include "kernels/panels.h"

namespace emovox::kernels {

/// Of one recurrence, forward.
template <class T>
struct ForwardBuffers {
  Panels<T> input;      // of pack_rows()
  Panels<T> recurrent;  // of pack_gates()
  LstmCache<T> cache;   // where the caller has none
};

/// Of one recurrence, backward.
template <class T>
struct BackwardBuffers {
  Panels<T> recurrent;  // of pack_columns()
  Panels<T> input;      // of pack_columns()
  Panels<T> before;     // h', zero where a sequence starts [N, H]
  Panels<T> x;          // [N, I]
  AlignedArray<T> dgates;
  std::size_t dgates_stride = 0;
  AlignedArray<T> dc;  // [B, H]
};

template <class T>
struct LstmWorkspace<T>::Buffers {
  std::vector<ForwardBuffers<T>> forward;
  std::vector<BackwardBuffers<T>> backward;
  AlignedArray<T> scratch;  // of all threads
};

}  // namespace emovox::kernels
