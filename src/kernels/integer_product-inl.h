// The micro-kernels of quantised_matrix.h. Of bytes:
//   - AVX-512 VNNI: one instruction multiplies 16 columns by four k and adds them up.
//   - other x86: bytes are widened to 16 bits; one instruction multiplies and adds pairs.
//   - other processors: plain loops.
// Of 16-bit numbers: the second and the third.
// All give the same integers.
#if defined(EMOVOX_KERNELS_INTEGER_PRODUCT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_KERNELS_INTEGER_PRODUCT_INL_H_
#undef EMOVOX_KERNELS_INTEGER_PRODUCT_INL_H_
#else
#define EMOVOX_KERNELS_INTEGER_PRODUCT_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "kernels/integer_product.h"
#include "kernels/panels.h"
#include "kernels/quantised_matrix.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using FloatLanes = hn::CappedTag<float, kBlock>;
using IntegerLanes = hn::RebindToSigned<FloatLanes>;

/// out = sums · scales + (bias or out) of one row.
template <class V, class W>
HWY_INLINE void put_sums(V sums, const QuantisedPart<W>& part, std::size_t at, float row_scale,
                         float* out) {
  const FloatLanes d;
  const auto scale = hn::Mul(hn::Set(d, row_scale), hn::LoadU(d, part.scales + at));
  const auto base = hn::LoadU(d, part.bias != nullptr ? part.bias + at : out + at);
  hn::StoreU(hn::MulAdd(hn::ConvertTo(d, sums), scale, base), d, out + at);
}

using BytePart = QuantisedPart<std::int8_t>;
using ByteProduct = QuantisedProduct<std::int8_t>;
using WordPart = QuantisedPart<std::int16_t>;
using WordProduct = QuantisedProduct<std::int16_t>;

/// out = sums · scales + (bias or out) of one row, all columns.
template <class W>
HWY_INLINE void put_row(const std::int32_t* sums, const QuantisedPart<W>& part,
                        const QuantisedProduct<W>& product, std::size_t row) {
  const IntegerLanes d;
  const float scale = product.a.scales[row * product.a.scale_stride + part.number];
  float* out = product.out.data + row * product.out.stride + part.column;
  for (std::size_t c = 0; c < kPanelWidth; c += hn::Lanes(d)) {
    put_sums(hn::Load(d, sums + c), part, c, scale, out);
  }
}

#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
/// sums(j) += Σ a(i) w(j, i) for i = 0 … 3. In assembly, because this file is compiled for AVX-512
/// in general; has_dot_product() tells whether the processor has the instruction.
HWY_INLINE void add_dot(__m512i& sums, __m512i a, __m512i w) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sums) : "v"(a), "v"(w));
}

template <std::size_t kRows>
HWY_INLINE void dot_tile(const BytePart& part, const ByteProduct& product, std::size_t row) {
  constexpr std::size_t kVectors = kPanelWidth / kBlock;
  __m512i sums[kRows][kVectors];
  HWY_UNROLL(8)
  for (std::size_t r = 0; r < kRows; ++r) {
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) {
      sums[r][v] = _mm512_loadu_si512(part.offsets + v * kBlock);
    }
  }
  const std::uint8_t* a = product.a.values + row * product.a.stride + part.number * part.inner;
  const std::int8_t* w = part.weights;
  for (std::size_t k = 0; k < part.inner; k += 4, a += 4, w += 4 * kPanelWidth) {
    __m512i weights[kVectors];
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) weights[v] = _mm512_loadu_si512(w + v * 64);
    HWY_UNROLL(8)
    for (std::size_t r = 0; r < kRows; ++r) {
      std::int32_t four;
      std::memcpy(&four, a + r * product.a.stride, sizeof four);
      const __m512i factors = _mm512_set1_epi32(four);
      HWY_UNROLL(4)
      for (std::size_t v = 0; v < kVectors; ++v) add_dot(sums[r][v], factors, weights[v]);
    }
  }
  HWY_UNROLL(8)
  for (std::size_t r = 0; r < kRows; ++r) {
    const float scale = product.a.scales[(row + r) * product.a.scale_stride + part.number];
    float* out = product.out.data + (row + r) * product.out.stride + part.column;
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) {
      put_sums(hn::Vec<IntegerLanes>{sums[r][v]}, part, v * kBlock, scale, out);
    }
  }
}

HWY_INLINE void dot_rows(const BytePart& part, const ByteProduct& product) {
  std::size_t row = product.first;
  for (; row + 6 <= product.last; row += 6) dot_tile<6>(part, product, row);
  switch (product.last - row) {
    case 1: return dot_tile<1>(part, product, row);
    case 2: return dot_tile<2>(part, product, row);
    case 3: return dot_tile<3>(part, product, row);
    case 4: return dot_tile<4>(part, product, row);
    case 5: return dot_tile<5>(part, product, row);
    default: return;
  }
}
#endif

#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
/// sums(j) += a(0) w(j, 0) + a(1) w(j, 1), with kDot by one instruction of AVX-512 VNNI.
template <bool kDot, class V, class V16>
HWY_INLINE void add_pairs(V& sums, V16 a, V16 w) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  if constexpr (kDot) {
    asm("vpdpwssd %2, %1, %0" : "+v"(sums.raw) : "v"(a.raw), "v"(w.raw));
    return;
  }
#endif
  auto unused = hn::Zero(IntegerLanes());  // on x86, neighbours add to the first sum alone
  sums = hn::ReorderWidenMulAccumulate(IntegerLanes(), a, w, sums, unused);
}

// Six sums leave room in 16 registers for weights, factors and products. With eight, compilers keep
// one in memory, and every step waits for it.
inline constexpr std::size_t kPairRows = 3;

/// kRows rows, whose factors are `factors` [inner / 4, kPairRows, 4], times as many columns as a
/// vector of 32-bit integers has lanes. Two vectors hold two sums for each column: of k, k + 1 and
/// of k + 2, k + 3.
template <std::size_t kRows>
HWY_INLINE void pair_tile(const BytePart& part, const ByteProduct& product, std::size_t row,
                          const std::int16_t* factors, std::size_t column) {
  const IntegerLanes d32;
  const hn::Repartition<std::int16_t, IntegerLanes> d16;
  const hn::Repartition<std::int64_t, IntegerLanes> d64;
  const hn::Rebind<std::int8_t, decltype(d16)> d8;
  const std::size_t lanes = hn::Lanes(d32);
  hn::Vec<IntegerLanes> sums[kRows][2];
  HWY_UNROLL(3)
  for (std::size_t r = 0; r < kRows; ++r) sums[r][0] = sums[r][1] = hn::Zero(d32);
  const std::int8_t* w = part.weights + 4 * column;
  for (std::size_t k = 0; k < part.inner; k += 4, w += 4 * kPanelWidth) {
    const auto low = hn::PromoteTo(d16, hn::LoadU(d8, w));
    const auto high = hn::PromoteTo(d16, hn::LoadU(d8, w + 2 * lanes));
    HWY_UNROLL(3)
    for (std::size_t r = 0; r < kRows; ++r) {
      std::int64_t four;
      std::memcpy(&four, factors + k * kPairRows + 4 * r, sizeof four);
      const auto factor = hn::BitCast(d16, hn::Set(d64, four));
      add_pairs<false>(sums[r][0], factor, low);
      add_pairs<false>(sums[r][1], factor, high);
    }
  }
  HWY_UNROLL(3)
  for (std::size_t r = 0; r < kRows; ++r) {
    const auto pairs = hn::Add(hn::ConcatEven(d32, sums[r][1], sums[r][0]),
                               hn::ConcatOdd(d32, sums[r][1], sums[r][0]));
    const float scale = product.a.scales[(row + r) * product.a.scale_stride + part.number];
    put_sums(hn::Add(pairs, hn::LoadU(d32, part.offsets + column)), part, column, scale,
             product.out.data + (row + r) * product.out.stride + part.column);
  }
}

HWY_INLINE void byte_rows(const BytePart& part, const ByteProduct& product) {
  const hn::FixedTag<std::int16_t, 4> words;
  const hn::Rebind<std::uint8_t, decltype(words)> bytes;
  HWY_ALIGN std::int16_t factors[kPairRows * 256];
  for (std::size_t row = product.first; row < product.last; row += kPairRows) {
    const std::size_t rows = std::min(kPairRows, product.last - row);
    for (std::size_t r = 0; r < rows; ++r) {
      const std::uint8_t* a =
          product.a.values + (row + r) * product.a.stride + part.number * part.inner;
      for (std::size_t k = 0; k < part.inner; k += 4) {
        hn::StoreU(hn::PromoteTo(words, hn::LoadU(bytes, a + k)), words,
                   factors + k * kPairRows + 4 * r);
      }
    }
    for (std::size_t column = 0; column < kPanelWidth; column += hn::Lanes(IntegerLanes())) {
      switch (rows) {
        case 1: pair_tile<1>(part, product, row, factors, column); break;
        case 2: pair_tile<2>(part, product, row, factors, column); break;
        default: pair_tile<kPairRows>(part, product, row, factors, column); break;
      }
    }
  }
}

/// kRows rows times kVectors vectors of columns, one sum a column.
template <std::size_t kRows, std::size_t kVectors, bool kDot>
HWY_INLINE void word_tile(const WordPart& part, const WordProduct& product, std::size_t row,
                          std::size_t column) {
  const IntegerLanes d32;
  const hn::Repartition<std::int16_t, IntegerLanes> d16;
  const std::size_t lanes = hn::Lanes(d32);
  hn::Vec<IntegerLanes> sums[kRows][kVectors];
  HWY_UNROLL(8)
  for (std::size_t r = 0; r < kRows; ++r) {
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) sums[r][v] = hn::Zero(d32);
  }
  const std::int16_t* a = product.a.values + row * product.a.stride + part.number * part.inner;
  const std::int16_t* w = part.weights + 2 * column;
  // With two steps a turn, compilers move each sum between registers half as often.
  constexpr std::size_t kSteps = kDot ? 1 : 2;
  for (std::size_t k = 0; k < part.inner; k += 2 * kSteps) {
    HWY_UNROLL(2)
    for (std::size_t step = 0; step < kSteps; ++step, a += 2, w += 2 * kPanelWidth) {
      hn::Vec<decltype(d16)> weights[kVectors];
      HWY_UNROLL(4)
      for (std::size_t v = 0; v < kVectors; ++v) weights[v] = hn::LoadU(d16, w + v * 2 * lanes);
      HWY_UNROLL(8)
      for (std::size_t r = 0; r < kRows; ++r) {
        std::int32_t pair;
        std::memcpy(&pair, a + r * product.a.stride, sizeof pair);
        const auto factor = hn::BitCast(d16, hn::Set(d32, pair));
        HWY_UNROLL(4)
        for (std::size_t v = 0; v < kVectors; ++v) {
          add_pairs<kDot>(sums[r][v], factor, weights[v]);
        }
      }
    }
  }
  HWY_UNROLL(8)
  for (std::size_t r = 0; r < kRows; ++r) {
    const float scale = product.a.scales[(row + r) * product.a.scale_stride + part.number];
    float* out = product.out.data + (row + r) * product.out.stride + part.column;
    HWY_UNROLL(4)
    for (std::size_t v = 0; v < kVectors; ++v) {
      put_sums(sums[r][v], part, column + v * lanes, scale, out);
    }
  }
}

template <bool kDot>
HWY_INLINE void word_rows_by(const WordPart& part, const WordProduct& product) {
  // Six rows of sums fit 32 registers with four vectors of columns each. Without the dot-product
  // instruction, each product needs one more. Half as many vectors fit 16 registers.
  constexpr std::size_t kVectors = HWY_TARGET <= HWY_AVX3 ? 4 : 2, kRows = kDot ? 6 : 4;
  const std::size_t columns = kVectors * hn::Lanes(IntegerLanes());
  for (std::size_t column = 0; column < kPanelWidth; column += columns) {
    std::size_t row = product.first;
    for (; row + kRows <= product.last; row += kRows) {
      word_tile<kRows, kVectors, kDot>(part, product, row, column);
    }
    for (; row + 2 <= product.last; row += 2) {
      word_tile<2, kVectors, kDot>(part, product, row, column);
    }
    if (row < product.last) word_tile<1, kVectors, kDot>(part, product, row, column);
  }
}

HWY_INLINE void word_rows(const WordPart& part, const WordProduct& product) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  if (product.dot) return word_rows_by<true>(part, product);
#endif
  word_rows_by<false>(part, product);
}
#else
HWY_INLINE void byte_rows(const BytePart& part, const ByteProduct& product) {
  HWY_ALIGN std::int32_t sums[kPanelWidth];
  for (std::size_t row = product.first; row < product.last; ++row) {
    const std::uint8_t* a = product.a.values + row * product.a.stride + part.number * part.inner;
    std::copy_n(part.offsets, kPanelWidth, sums);
    for (std::size_t k = 0; k < part.inner; k += 4) {
      for (std::size_t c = 0; c < kPanelWidth; ++c) {
        const std::int8_t* w = part.weights + (k / 4 * kPanelWidth + c) * 4;
        sums[c] += a[k] * w[0] + a[k + 1] * w[1] + a[k + 2] * w[2] + a[k + 3] * w[3];
      }
    }
    put_row(sums, part, product, row);
  }
}

HWY_INLINE void word_rows(const WordPart& part, const WordProduct& product) {
  HWY_ALIGN std::int32_t sums[kPanelWidth];
  for (std::size_t row = product.first; row < product.last; ++row) {
    const std::int16_t* a = product.a.values + row * product.a.stride + part.number * part.inner;
    std::fill_n(sums, kPanelWidth, 0);
    for (std::size_t k = 0; k < part.inner; k += 2) {
      for (std::size_t c = 0; c < kPanelWidth; ++c) {
        const std::int16_t* w = part.weights + (k / 2 * kPanelWidth + c) * 2;
        sums[c] += a[k] * w[0] + a[k + 1] * w[1];
      }
    }
    put_row(sums, part, product, row);
  }
}
#endif

/// The rows of the product times one part of a panel.
HWY_INLINE void part_rows(const BytePart& part, const ByteProduct& product) {
#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
  if (product.dot) return dot_rows(part, product);
#endif
  byte_rows(part, product);
}

HWY_INLINE void part_rows(const WordPart& part, const WordProduct& product) {
  word_rows(part, product);
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
