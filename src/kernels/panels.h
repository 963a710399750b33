// Weights laid out for the micro-kernel: panels of 64 output columns, [inner, 64] each, read from
// start to end. The layout is the same for every instruction set.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>

namespace emovox::kernels {

inline constexpr std::size_t kBlock = 16;       // hidden units, the lanes of the widest vectors
inline constexpr std::size_t kPanelWidth = 64;  // columns: four gates of a block, or four blocks

/// An IEEE half-precision number, as bits.
struct Half {
  std::uint16_t bits = 0;
};

/// An uninitialised array that begins on a cache line.
template <class T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(std::size_t size)
      : data_(static_cast<T*>(::operator new[](size * sizeof(T), kLine))), size_(size) {}

  T* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }

  /// Grows to at least `size`; what stood in it may be lost.
  void reserve(std::size_t size) {
    if (size > size_) *this = AlignedArray(size);
  }

 private:
  static constexpr std::align_val_t kLine{64};
  struct Free {
    void operator()(T* data) const { ::operator delete[](data, kLine); }
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
};

inline std::size_t blocks_of(std::size_t hidden) { return (hidden + kBlock - 1) / kBlock; }

/// W is float or double; or Half or int8_t, whose columns have scales: value = stored · scale.
template <class W>
class Panels {
 public:
  Panels() = default;
  Panels(std::size_t panels, std::size_t inner)
      : values_(panels * inner * kPanelWidth), panels_(panels), inner_(inner) {}

  std::size_t panels() const noexcept { return panels_; }
  std::size_t inner() const noexcept { return inner_; }
  W* panel(std::size_t p) const noexcept { return values_.data() + p * inner_ * kPanelWidth; }
  std::size_t bytes() const noexcept { return values_.size() * sizeof(W); }

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
Panels<T> pack_gates(const GateMatrix& shape, const T* weights);

struct MatrixShape {
  std::size_t rows = 0;
  std::size_t columns = 0;
};

/// From `matrix` [rows, columns]: panel p holds its columns 64p … 64p + 63 of every row.
template <class T>
Panels<T> pack_columns(const MatrixShape& shape, const T* matrix);

/// From `matrix` [rows, columns]: panel p holds its rows 64p … 64p + 63, for products with its
/// transpose.
template <class T>
Panels<T> pack_rows(const MatrixShape& shape, const T* matrix);

/// The left side of a product, element (r, k) at data[r * row_stride + k * inner_stride].
template <class T>
struct Factors {
  const T* data = nullptr;
  std::size_t row_stride = 0;
  std::size_t inner_stride = 1;
};

}  // namespace emovox::kernels
