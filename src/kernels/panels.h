// Weights laid out for the micro-kernel: panels of 64 output columns, [inner, 64] each, read from
// start to end. The layout is the same for every instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/aligned_array.h"

namespace emovox::kernels {

inline constexpr std::size_t kBlock = 16;       // hidden units, the lanes of the widest vectors
inline constexpr std::size_t kPanelWidth = 64;  // columns: four gates of a block, or four blocks

/// An IEEE half-precision number, as bits.
struct Half {
  std::uint16_t bits = 0;
};

inline std::size_t blocks_of(std::size_t columns) { return (columns + kBlock - 1) / kBlock; }
inline std::size_t panels_of(std::size_t columns) {
  return (columns + kPanelWidth - 1) / kPanelWidth;
}

/// W is float, double, Half, or int8_t, whose columns have scales: value = stored · scale.
template <class W>
class Panels {
 public:
  Panels() = default;
  Panels(std::size_t panels, std::size_t inner) { resize(panels, inner); }

  /// What stood in them is lost.
  void resize(std::size_t panels, std::size_t inner) {
    values_.reserve(panels * inner * kPanelWidth);
    panels_ = panels;
    inner_ = inner;
  }

  std::size_t panels() const noexcept { return panels_; }
  std::size_t inner() const noexcept { return inner_; }
  W* panel(std::size_t p) const noexcept { return values_.data() + p * inner_ * kPanelWidth; }

 private:
  AlignedArray<W> values_;
  std::size_t panels_ = 0;
  std::size_t inner_ = 0;
};

struct GateMatrix {
  std::size_t hidden = 0;  // H
  std::size_t inner = 0;   // K
};

/// From `weights` [4H, K], whose rows are gates i, f, g, o: panel p holds the four gates of the
/// hidden units 16p … 16p + 15, column 16·gate + unit; zeros past the last unit.
template <class T>
void pack_gates(const GateMatrix& shape, const T* weights, Panels<T>& packed);

struct MatrixShape {
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// From `matrix` [rows, columns]: panel p holds its columns 64p … 64p + 63 of every row.
template <class T>
void pack_columns(const MatrixShape& shape, const T* matrix, Panels<T>& packed);

/// From `matrix` [rows, columns]: panel p holds its rows 64p … 64p + 63, for products with its
/// transpose.
template <class T>
void pack_rows(const MatrixShape& shape, const T* matrix, Panels<T>& packed);

/// The left side of a product, element (r, k) at data[r * row_stride + k * inner_stride].
template <class T>
struct Factors {
  const T* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t inner_stride = 1;
};

}  // namespace emovox::kernels
