#include "kernels/product.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/product.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "kernels/panel_product-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {

/// The place of a tile of sums in the result.
struct Tile {
  std::size_t row = 0;
  std::size_t rows = 0;
  std::size_t column = 0;
  std::size_t columns = 0;
  bool first = false;  // the first part of the inner length
};

/// out = sums · scale + (bias or out), `count` columns from `j` on.
template <class D, class T>
HWY_INLINE void put(D d, const Product<T>& product, const Tile& tile, std::size_t j, const T* sums,
                    T* out) {
  auto sum = hn::LoadU(d, sums + j);
  if (product.scales != nullptr) {
    sum = hn::Mul(sum, hn::LoadU(d, product.scales + tile.column + j));
  }
  const T* base = product.bias != nullptr && tile.first ? product.bias + tile.column : out;
  hn::StoreU(hn::Add(hn::LoadU(d, base + j), sum), d, out + j);
}

template <class T>
HWY_INLINE void put_tile(const Product<T>& product, const Tile& tile, const T* sums) {
  const Lanes<T> d;
  const hn::CappedTag<T, 1> one_lane;
  for (std::size_t r = 0; r < tile.rows; ++r) {
    T* out = product.out.data + (tile.row + r) * product.out.stride + tile.column;
    const T* from = sums + r * kPanelWidth;
    std::size_t j = 0;
    for (; j + hn::Lanes(d) <= tile.columns; j += hn::Lanes(d)) put(d, product, tile, j, from, out);
    for (; j < tile.columns; ++j) put(one_lane, product, tile, j, from, out);
  }
}

/// One group of rows times one part, from k on, of the panels first … last - 1.
template <class T, class W>
HWY_INLINE void multiply_group(const Product<T>& product, const Panels<W>& panels, Tile tile,
                               std::size_t k, std::size_t first, std::size_t last, T* scratch) {
  const Factors<T>& a = product.a;
  const Factors<T> part{a.data + tile.row * a.row_stride + k * a.inner_stride, a.row_stride,
                        a.inner_stride};
  const std::size_t inner = std::min(kProductInner, panels.inner() - k);
  tile.first = k == 0;
  for (std::size_t p = first; p < last; ++p) {
    tile.column = p * kPanelWidth;
    tile.columns = std::min(kPanelWidth, product.columns - tile.column);
    const std::size_t width = blocks_of(tile.columns) * kBlock;
    part_product(panels.panel(p) + k * kPanelWidth, {.inner = inner, .adds = false, .next = {}},
                 width, tile.rows, part, scratch);
    put_tile(product, tile, scratch);
  }
}

/// The threads share the panels where there are enough of them, else the groups of rows.
template <class T, class W>
HWY_INLINE void multiply_share(const Product<T>& product, const Panels<W>& panels,
                               const TeamThread& thread, T* scratch) {
  const std::size_t groups = (product.rows + kProductRows - 1) / kProductRows;
  const bool by_panels = panels.panels() >= 4 * thread.size;
  const TeamThread all;
  const TeamThread& of_groups = by_panels ? all : thread;
  const TeamThread& of_panels = by_panels ? thread : all;
  for (std::size_t k = 0; k < panels.inner(); k += kProductInner) {
    for (std::size_t g = of_groups.first(groups); g < of_groups.last(groups); ++g) {
      const std::size_t row = g * kProductRows;
      multiply_group(product, panels,
                     {.row = row, .rows = std::min(kProductRows, product.rows - row)}, k,
                     of_panels.first(panels.panels()), of_panels.last(panels.panels()), scratch);
    }
  }
}

// Highway dispatches to functions, not to templates.
void multiply_float(const Product<float>& product, const Panels<float>& panels,
                    const TeamThread& thread, float* scratch) {
  multiply_share(product, panels, thread, scratch);
}
void multiply_double(const Product<double>& product, const Panels<double>& panels,
                     const TeamThread& thread, double* scratch) {
  multiply_share(product, panels, thread, scratch);
}
void multiply_half(const Product<float>& product, const Panels<Half>& panels,
                   const TeamThread& thread, float* scratch) {
  multiply_share(product, panels, thread, scratch);
}
void multiply_int8(const Product<float>& product, const Panels<std::int8_t>& panels,
                   const TeamThread& thread, float* scratch) {
  multiply_share(product, panels, thread, scratch);
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(multiply_float);
HWY_EXPORT(multiply_double);
HWY_EXPORT(multiply_half);
HWY_EXPORT(multiply_int8);

template <>
void multiply(const Product<float>& product, const Panels<float>& panels, const TeamThread& thread,
              float* scratch) {
  HWY_DYNAMIC_DISPATCH(multiply_float)(product, panels, thread, scratch);
}

template <>
void multiply(const Product<double>& product, const Panels<double>& panels,
              const TeamThread& thread, double* scratch) {
  HWY_DYNAMIC_DISPATCH(multiply_double)(product, panels, thread, scratch);
}

template <>
void multiply(const Product<float>& product, const Panels<Half>& panels, const TeamThread& thread,
              float* scratch) {
  HWY_DYNAMIC_DISPATCH(multiply_half)(product, panels, thread, scratch);
}

template <>
void multiply(const Product<float>& product, const Panels<std::int8_t>& panels,
              const TeamThread& thread, float* scratch) {
  HWY_DYNAMIC_DISPATCH(multiply_int8)(product, panels, thread, scratch);
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
