// The micro-kernel: out [rows, 64] = a [rows, K] · panel [K, 64], with any strides of a. Up to
// kMaxRows rows times four vectors of columns are kept in registers. Each element is summed over k
// in the same order whatever the other rows are, so the result of a row does not depend on the
// batch.
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

// Each row needs four vectors of sums: six rows fit 32 registers, three rows fit 16, with some left
// for the weights and the factor.
constexpr bool k32Registers = HWY_TARGET <= HWY_AVX3 || HWY_ARCH_ARM_A64;
constexpr std::size_t kMaxRows = k32Registers ? 6 : 3;

/// Rows of a panel, 32 kB of float: they stay in the first-level cache while all rows of a use
/// them.
constexpr std::size_t kPartInner = 128;

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

/// Weights to be prefetched while others are multiplied.
struct Prefetch {
  const char* data = nullptr;
  std::size_t lines = 0;  // number of cache lines of 64 bytes for each k
};

HWY_INLINE void prefetch(const Prefetch& next, std::size_t k) {
  for (std::size_t line = 0; line < next.lines; ++line) {
    __builtin_prefetch(next.data + (k * next.lines + line) * 64, 0, 2);
  }
}

/// A range of k of a panel.
struct Part {
  std::size_t inner = 0;  // number of k
  bool adds = false;      // to the values in `out`
  Prefetch next;          // the weights that are needed after this part
};

/// kRows rows of `a` times kVectors vectors of columns, the first at `panel`.
template <std::size_t kRows, std::size_t kVectors, class T, class W>
HWY_INLINE void tile_product(const W* HWY_RESTRICT panel, const Part& part, const Factors<T>& a,
                             T* HWY_RESTRICT out) {
  const Lanes<T> d;
  using V = hn::Vec<Lanes<T>>;
  const std::size_t lanes = hn::Lanes(d);
  V sums[kRows][kVectors];
  HWY_UNROLL(8)
  for (std::size_t r = 0; r < kRows; ++r) {
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[r][v] = part.adds ? hn::Load(d, out + r * kPanelWidth + v * lanes) : hn::Zero(d);
    }
  }
  const T* factors = a.data;
  for (std::size_t k = 0; k < part.inner; ++k, factors += a.inner_stride) {
    prefetch(part.next, k);
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
HWY_INLINE void tile_of(std::size_t rows, const W* panel, const Part& part, const Factors<T>& a,
                        T* out) {
  switch (rows) {
    case 1: return tile_product<1, kVectors>(panel, part, a, out);
    case 2: return tile_product<2, kVectors>(panel, part, a, out);
    case 3: return tile_product<3, kVectors>(panel, part, a, out);
    case 4: return tile_product<std::min<std::size_t>(4, kMaxRows), kVectors>(panel, part, a, out);
    case 5: return tile_product<std::min<std::size_t>(5, kMaxRows), kVectors>(panel, part, a, out);
    default: return tile_product<kMaxRows, kVectors>(panel, part, a, out);
  }
}

/// The first `width` columns, a multiple of 16. Wide vectors compute up to the next multiple of 32.
template <class T, class W>
HWY_INLINE void part_product(const W* panel, Part part, std::size_t width, std::size_t rows,
                             const Factors<T>& a, T* out) {
  const std::size_t lanes = hn::Lanes(Lanes<T>());
  const std::size_t tiles = (rows + kMaxRows - 1) / kMaxRows;
  for (std::size_t column = 0; column < width; column += 4 * lanes) {
    std::size_t row = 0;
    for (std::size_t tile = 0; tile < tiles; ++tile) {  // their sizes differ by at most one
      const std::size_t count = (rows - row + tiles - tile - 1) / (tiles - tile);
      const Factors<T> some{a.data + row * a.row_stride, a.row_stride, a.inner_stride};
      T* to = out + row * kPanelWidth + column;
      if (lanes == kBlock && width - column <= 2 * kBlock) {
        tile_of<2>(count, panel + column, part, some, to);
      } else {
        tile_of<4>(count, panel + column, part, some, to);
      }
      row += count;
      part.next.data += part.inner * part.next.lines * 64;
      if (tile == 1) part.next.lines = 0;  // two tiles have prefetched everything
    }
  }
}

/// The indices of a panel and of the panel that is read after it.
struct PanelPair {
  std::size_t now, next;
};

/// The product with a whole panel, part by part. While all rows are multiplied with one part, the
/// next part, or the start of the next panel, is prefetched.
template <class T, class W>
HWY_INLINE void panel_product(const Panels<W>& panels, const PanelPair& at, std::size_t width,
                              std::size_t rows, const Factors<T>& a, T* out) {
  const std::size_t tiles = rows > kMaxRows ? 2 : 1;  // tiles that prefetch, each an equal share
  const std::size_t lines = (sizeof(W) + tiles - 1) / tiles;
  for (std::size_t k = 0; k < panels.inner(); k += kPartInner) {
    const std::size_t count = std::min(kPartInner, panels.inner() - k);
    const W* part = panels.panel(at.now) + k * kPanelWidth;
    const W* next = k + count < panels.inner() ? part + count * kPanelWidth : panels.panel(at.next);
    const Factors<T> some{a.data + k * a.inner_stride, a.row_stride, a.inner_stride};
    part_product(part, {count, k > 0, {reinterpret_cast<const char*>(next), lines}}, width, rows,
                 some, out);
  }
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
