#include "kernels/panels.h"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace emovox::kernels {
namespace {

constexpr std::size_t kLine = 64, kLargePage = std::size_t{1} << 21;

bool is_large(std::size_t bytes) { return bytes >= 2 * kLargePage; }

std::align_val_t alignment_of(std::size_t bytes) {
  return std::align_val_t{is_large(bytes) ? kLargePage : kLine};
}

/// Fills column `column` of a panel with a row of the matrix, or with zeros where `row` is null.
template <class T>
void put_column(const T* row, std::size_t inner, std::size_t column, T* panel) {
  for (std::size_t k = 0; k < inner; ++k) panel[k * kPanelWidth + column] = row ? row[k] : T{0};
}

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  void* memory = ::operator new[](bytes, alignment_of(bytes));
#ifdef MADV_HUGEPAGE
  if (is_large(bytes)) madvise(memory, bytes, MADV_HUGEPAGE);  // a hint: its failure is harmless
#endif
  return memory;
}

void free_aligned(void* memory, std::size_t bytes) noexcept {
  ::operator delete[](memory, alignment_of(bytes));
}

template <class T>
void pack_gates(const GateMatrix& shape, const T* weights, Panels<T>& packed) {
  packed.resize(blocks_of(shape.hidden), shape.inner);
  for (std::size_t p = 0; p < packed.panels(); ++p) {
    for (std::size_t column = 0; column < kPanelWidth; ++column) {
      const std::size_t gate = column / kBlock, unit = p * kBlock + column % kBlock;
      const T* row = weights + (gate * shape.hidden + unit) * shape.inner;
      put_column(unit < shape.hidden ? row : nullptr, shape.inner, column, packed.panel(p));
    }
  }
}

template <class T>
void pack_rows(const MatrixShape& shape, const T* matrix, Panels<T>& packed) {
  packed.resize(panels_of(shape.rows), shape.columns);
  for (std::size_t p = 0; p < packed.panels(); ++p) {
    for (std::size_t column = 0; column < kPanelWidth; ++column) {
      const std::size_t row = p * kPanelWidth + column;
      put_column(row < shape.rows ? matrix + row * shape.columns : nullptr, shape.columns, column,
                 packed.panel(p));
    }
  }
}

template <class T>
void pack_columns(const MatrixShape& shape, const T* matrix, Panels<T>& packed) {
  packed.resize(panels_of(shape.columns), shape.rows);
  for (std::size_t p = 0; p < packed.panels(); ++p) {
    const std::size_t first = p * kPanelWidth;
    const std::size_t count = std::min(kPanelWidth, shape.columns - first);
    for (std::size_t k = 0; k < shape.rows; ++k) {
      T* row = packed.panel(p) + k * kPanelWidth;
      std::copy_n(matrix + k * shape.columns + first, count, row);
      std::fill(row + count, row + kPanelWidth, T{0});
    }
  }
}

template void pack_gates(const GateMatrix&, const float*, Panels<float>&);
template void pack_gates(const GateMatrix&, const double*, Panels<double>&);
template void pack_rows(const MatrixShape&, const float*, Panels<float>&);
template void pack_rows(const MatrixShape&, const double*, Panels<double>&);
template void pack_columns(const MatrixShape&, const float*, Panels<float>&);
template void pack_columns(const MatrixShape&, const double*, Panels<double>&);

}  // namespace emovox::kernels
