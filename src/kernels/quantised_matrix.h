// Products in which both sides are 8-bit integers. Processors with a dot-product instruction
// (AVX-512 VNNI) multiply four times as many of them at once as floats.
//
// A row of the left side is cut into parts of up to 256 numbers. Each part has a scale of its own,
// its largest magnitude / 127, so that one outlier spoils its part alone. A row of weights has one
// scale. With q = round(a / scale of the part) and the weights likewise,
//   out = Σ_parts (Σ_k q(k) w(k)) · scale of the part · scale of the weights + bias.
// The sums over a part are exact, so they are the same on every instruction set.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/lstm.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"
#include "kernels/transformer_rows.h"

namespace emovox::kernels {

/// Numbers of a part of rows of `columns` numbers: the largest multiple of 64 up to 256 that
/// divides it. 0 where none does.
std::size_t quantised_part(std::size_t columns);

/// Rows as integers, borrowed: row r begins at values + r · stride; its part p has the scale
/// scales[r · scale_stride + p]. A value is stored as q + 128.
struct QuantisedRows {
  std::uint8_t* values = nullptr;
  std::size_t stride = 0;
  float* scales = nullptr;
  std::size_t scale_stride = 0;
};

/// Rounds each row of x in parts of `part` numbers, which must divide the columns; to the nearest,
/// ties to even.
void quantise_rows(const MatrixSize& size, Rows<const float> x, std::size_t part,
                   QuantisedRows out);

/// out = a · wᵀ + b for a fixed w. Immutable; safe from many threads.
class QuantisedMatrix {
 public:
  QuantisedMatrix() = default;
  /// weights [rows, columns], row-major; rows in multiples of 64, columns in multiples of `part`,
  /// a multiple of 64 up to 256: else throws invalid_argument.
  QuantisedMatrix(const MatrixShape& shape, const float* weights, std::size_t part);

  std::size_t part() const noexcept { return part_; }

  /// out [count, rows] = a · wᵀ + bias [rows], or out += a · wᵀ where bias is null. The threads of
  /// a group share the work; they do not wait for each other. Throws nothing, allocates nothing.
  void multiply(std::size_t count, const QuantisedRows& a, const float* bias, Rows<float> out,
                const TeamThread& thread) const;

  /// A panel of 64 rows of weights: [columns / 4, 64, 4], for the kernel.
  const std::int8_t* panel(std::size_t p) const noexcept {
    return weights_.data() + p * shape_.columns * kPanelWidth;
  }
  /// -128 Σ w of each part and row of the panel, [parts, 64]: takes off what storing q + 128 adds.
  const std::int32_t* offsets(std::size_t p) const noexcept {
    return offsets_.data() + p * (shape_.columns / part_) * kPanelWidth;
  }
  const float* scales() const noexcept { return scales_.data(); }  // [rows]
  const MatrixShape& shape() const noexcept { return shape_; }

 private:
  MatrixShape shape_;
  std::size_t part_ = 1;
  AlignedArray<std::int8_t> weights_;
  AlignedArray<std::int32_t> offsets_;
  AlignedArray<float> scales_;
};

}  // namespace emovox::kernels
