// The micro-kernel: out [rows, 64] = a [rows, K] · panel [K, 64], of any strides of a, up to
// kMaxRows rows times four vectors of columns at once in registers. Each element is summed over k
// in order, whatever rows stand beside it, so a row's result does not depend on the batch.
#if defined(EMOVOX_KERNELS_PANEL_PRODUCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_KERNELS_PANEL_PRODUCT_INL_H_
#undef EMOVOX_KERNELS_PANEL_PRODUCT_INL_H_
#else
#define EMOVOX_KERNELS_PANEL_PRODUCT_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "kernels/lstm.h"
#include "kernels/panels.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// At most 16 lanes, so that a vector never spans two blocks.
template <class T>
using Lanes = hn::CappedTag<T, kBlock>;

// Four vectors of sums a row: six rows in 32 registers, three in 16, and room for the factors.
constexpr bool k32Registers = HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64;
constexpr std::size_t kMaxRows = k32Registers ? 6 : 3;

template <class D>
HWY_INLINE hn::Vec<D> load_weights(D d, const hn::TFromD<D>* weights) {
  return hn::Load(d, weights);
}

template <class D>
HWY_INLINE hn::Vec<D> load_weights(D d, const Half* weights) {
  const hn::Rebind<std::uint16_t, D> bits;
  const hn::Rebind<hwy::float16_t, D> halves;
  const auto* words = reinterpret_cast<const std::uint16_t*>(weights);
  return hn::PromoteTo(d, hn::BitCast(halves, hn::LoadU(bits, words)));
}

template <class D>
HWY_INLINE hn::Vec<D> load_weights(D d, const std::int8_t* weights) {
  const hn::Rebind<std::int8_t, D> bytes;
  const hn::RebindToSigned<D> integers;
  return hn::ConvertTo(d, hn::PromoteTo(integers, hn::LoadU(bytes, weights)));
}

/// kRows rows of `a` times kVectors vectors of a panel's columns, from `panel` on.
template <std::size_t kRows, std::size_t kVectors, class T, class W>
HWY_INLINE void tile_product(const W* HWY_RESTRICT panel, std::size_t inner, const Factors<T>& a,
                             T* HWY_RESTRICT out) {
  const Lanes<T> d;
  using V = hn::Vec<Lanes<T>>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[kRows][kVectors];
  HWY_UNROLL(8)
  for (std::size_t r = 0; r < kRows; ++r) {
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = hn::Zero(d);
  }
  const T* factors = a.data;
  for (std::size_t k = 0; k < inner; ++k, factors += a.inner_stride) {
    V weights[kVectors];
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) {
      weights[v] = load_weights(d, panel + k * kPanelWidth + v * lanes);
    }
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < kRows; ++r) {
      const V factor = hn::Set(d, factors[r * a.row_stride]);
      HWY_UNROLL(4)
      for (std::size_t v = 0; v < kVectors; ++v) {
        sums[r][v] = hn::MulAdd(weights[v], factor, sums[r][v]);
      }
    }
  }
  HWY_UNROLL(8)
  for (std::size_t r = 0; r < kRows; ++r) {
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) {
      hn::Store(sums[r][v], d, out + r * kPanelWidth + v * lanes);
    }
  }
}

template <std::size_t kVectors, class T, class W>
HWY_INLINE void tile_of(std::size_t rows, const W* panel, std::size_t inner, const Factors<T>& a,
                        T* out) {
  switch (rows) {
    case 1: return tile_product<1, kVectors>(panel, inner, a, out);
    case 2: return tile_product<2, kVectors>(panel, inner, a, out);
    case 3: return tile_product<3, kVectors>(panel, inner, a, out);
    case 4: return tile_product<std::min<std::size_t>(4, kMaxRows), kVectors>(panel, inner, a, out);
    case 5: return tile_product<std::min<std::size_t>(5, kMaxRows), kVectors>(panel, inner, a, out);
    default: return tile_product<kMaxRows, kVectors>(panel, inner, a, out);
  }
}

/// The first `width` columns, a multiple of 16; with wide vectors those up to the next 32 as well.
template <class T, class W>
HWY_INLINE void panel_product(const W* panel, std::size_t inner, std::size_t width,
                              std::size_t rows, const Factors<T>& a, T* out) {
  const std::size_t lanes = hn::Lanes(Lanes<T>());
  const std::size_t tiles = (rows + kMaxRows - 1) / kMaxRows;
  for (std::size_t column = 0; column < width; column += 4 * lanes) {
    std::size_t row = 0;
    for (std::size_t tile = 0; tile < tiles; ++tile) {  // of sizes that differ by one at most
      const std::size_t count = (rows - row + tiles - tile - 1) / (tiles - tile);
      const Factors<T> some{a.data + row * a.row_stride, a.row_stride, a.inner_stride};
      T* to = out + row * kPanelWidth + column;
      if (lanes == kBlock && width - column <= 2 * kBlock) {
        tile_of<2>(count, panel + column, inner, some, to);
      } else {
        tile_of<4>(count, panel + column, inner, some, to);
      }
      row += count;
    }
  }
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
