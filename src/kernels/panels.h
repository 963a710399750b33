// Weights laid out for the micro-kernel: panels of 64 output columns, [inner, 64] each, which it
// reads from start to end. The layout is the same for every instruction set.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>

#include "kernels/thread_team.h"

namespace emovox::kernels {

/// Memory that begins on a cache line. Large blocks use large pages where the system has them:
/// weights that are read at every step have more small pages than the TLB has entries. Throws
/// std::bad_alloc.
void* allocate_aligned(std::size_t bytes);
void free_aligned(void* memory, std::size_t bytes) noexcept;

/// An uninitialised array that begins on a cache line.
template <class T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(std::size_t size)
      : data_(static_cast<T*>(allocate_aligned(size * sizeof(T))), Free{size * sizeof(T)}),
        size_(size) {}

  T* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }

  /// Grows to at least `size`; the contents may be lost.
  void reserve(std::size_t size) {
    if (size > size_) *this = AlignedArray(size);
  }

 private:
  struct Free {
    void operator()(T* data) const noexcept { free_aligned(data, bytes); }
    std::size_t bytes = 0;
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
};

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

  /// The contents are lost.
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

/// The panels that one thread of a group computes, in the order of step k. Every other step walks
/// them backwards, so that those read last, still in the core's cache, are read first.
struct PanelWalk {
  PanelWalk(const TeamThread& thread, std::size_t panels, std::size_t k)
      : first(thread.first(panels)), count(thread.last(panels) - first), backwards(k % 2 == 1) {}

  /// The n-th panel; past the end, the last one.
  std::size_t at(std::size_t n) const {
    const std::size_t inside = std::min(n, count - 1);
    return first + (backwards ? count - 1 - inside : inside);
  }

  std::size_t first, count;
  bool backwards;
};

}  // namespace emovox::kernels
