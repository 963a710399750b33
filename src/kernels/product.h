// Large matrix products with packed panels: input projections, weight gradients, input gradients.
// Each element is summed in the same order for any number of threads: sums of 256 terms, computed
// in registers, are added in order.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/lstm.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {

/// out [rows, columns] = bias + a · panels, or out += a · panels without a bias.
template <class T>
struct Product {
  std::size_t rows = 0;
  std::size_t columns = 0;
  Factors<T> a;               // [rows, panels.inner()]
  const T* bias = nullptr;    // [columns] or null
  const T* scales = nullptr;  // a factor for each column of the panels, or null
  Rows<T> out;
};

inline constexpr std::size_t kProductRows = 48;    // at a time, so that they stay in the cache
inline constexpr std::size_t kProductInner = 256;  // terms at a time, likewise
inline constexpr std::size_t kProductScratch = kProductRows * kPanelWidth;  // numbers a thread

/// Each thread of a group computes its own rows or columns. All of them must call it; none waits
/// for the others. W is T, or Half or int8_t for float. Throws nothing, allocates nothing.
template <class T, class W>
void multiply(const Product<T>& product, const Panels<W>& panels, const TeamThread& thread,
              T* scratch);

}  // namespace emovox::kernels
