// Products in which both sides are integers, of 8 or 16 bits. Processors multiply two to four times
// as many of them at once as floats.
//
// A row of the left side is cut into parts of up to 256 numbers. Each part has a scale of its own,
// so that one outlier spoils its part alone. A row of weights has one scale. With q = round(a /
// scale of the part) and the weights likewise,
//   out = Σ_parts (Σ_k q(k) w(k)) · scale of the part · scale of the weights + bias.
// The sums over a part are exact, so they are the same on every instruction set.
//
//   int8    |q| ≤ 127,  |w| ≤ 127      4 columns of a row lie together; AVX-512 VNNI adds up four
//   int16   |q| ≤ 8191, |w| ≤ 32767    2 columns lie together; every x86 adds up two
// 16-bit weights are scaled down further where a sum over a part could leave 32 bits, commonly to
// about |w| ≤ 4500: an error of some 2^-13 of the largest, as small as that of half precision.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/lstm.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"
#include "kernels/transformer_rows.h"

namespace emovox::kernels {

/// How the two sides are stored. W is int8_t or int16_t.
template <class W>
struct QuantisedNumbers;

template <>
struct QuantisedNumbers<std::int8_t> {
  using Left = std::uint8_t;              // q + 128
  static constexpr int kLeftRange = 127;  // of |q|
  static constexpr int kOffset = 128;
  static constexpr std::size_t kGroup = 4;  // columns that lie together
};

template <>
struct QuantisedNumbers<std::int16_t> {
  using Left = std::int16_t;  // q
  static constexpr int kLeftRange = 8191;
  static constexpr int kOffset = 0;
  static constexpr std::size_t kGroup = 2;
};

/// Whether this processor has AVX-512 VNNI, with which one instruction multiplies and adds up.
inline bool has_dot_product() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512vnni") > 0;
#else
  return false;
#endif
}

/// Numbers of a part of rows of `columns` numbers: the largest multiple of 64 up to 256 that
/// divides it. 0 where none does.
std::size_t quantised_part(std::size_t columns);

/// Rows as integers, borrowed: row r begins at values + r · stride; its part p has the scale
/// scales[r · scale_stride + p].
template <class W>
struct QuantisedRows {
  typename QuantisedNumbers<W>::Left* values = nullptr;
  std::size_t stride = 0;
  float* scales = nullptr;
  std::size_t scale_stride = 0;
};

/// Rounds each row of x in parts of `part` numbers, which must divide the columns; to the nearest,
/// ties to even.
template <class W>
void quantise_rows(const MatrixSize& size, Rows<const float> x, std::size_t part,
                   QuantisedRows<W> out);

/// out = a · wᵀ + b for a fixed w. Immutable; safe from many threads.
template <class W>
class QuantisedMatrix {
 public:
  QuantisedMatrix() = default;
  /// weights [rows, columns], row-major; rows in multiples of 64, columns in multiples of `part`,
  /// a multiple of 64 up to 256: else throws invalid_argument.
  QuantisedMatrix(const MatrixShape& shape, const float* weights, std::size_t part);

  std::size_t part() const noexcept { return part_; }

  /// out [count, rows] = a · wᵀ + bias [rows], or out += a · wᵀ where bias is null. The threads of
  /// a group share the work; they do not wait for each other. The numbers are the same with the
  /// dot-product instruction and without. Throws nothing, allocates nothing.
  void multiply(std::size_t count, const QuantisedRows<W>& a, const float* bias, Rows<float> out,
                const TeamThread& thread, bool with_dot_product = has_dot_product()) const;

  /// A panel of 64 rows of weights: [columns / kGroup, 64, kGroup], for the kernel.
  const W* panel(std::size_t p) const noexcept {
    return weights_.data() + p * shape_.columns * kPanelWidth;
  }
  /// -kOffset Σ w of each part and row of the panel, [parts, 64]: what storing q + kOffset adds.
  const std::int32_t* offsets(std::size_t p) const noexcept {
    return offsets_.data() + p * (shape_.columns / part_) * kPanelWidth;
  }
  const float* scales() const noexcept { return scales_.data(); }  // [rows]
  const MatrixShape& shape() const noexcept { return shape_; }

 private:
  void put_row(std::size_t row, const float* weights);

  MatrixShape shape_;
  std::size_t part_ = 1;
  AlignedArray<W> weights_;
  AlignedArray<std::int32_t> offsets_;
  AlignedArray<float> scales_;
};

extern template class QuantisedMatrix<std::int8_t>;
extern template class QuantisedMatrix<std::int16_t>;

}  // namespace emovox::kernels
