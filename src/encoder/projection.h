// A linear layer of the encoder, packed once in one of three precisions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <variant>
#include <vector>

#include "emovox/model.h"
#include "kernels/packed_matrix.h"
#include "kernels/quantised_matrix.h"

namespace emovox::encoder {

/// Memory that products need. Of integers: the left side, rounded, laid out as it is, two bytes a
/// number, and its scales, one for each 64 numbers at most; shared by the threads of a group.
struct ProductMemory {
  std::byte* quantised = nullptr;
  float* quantised_scales = nullptr;
  float* scratch = nullptr;  // each thread's own, kernels::kProductScratch numbers
};

/// How the numbers of a product are held and multiplied.
enum class Arithmetic {
  float32,  // both sides in float32
  float16,  // weights in float16, products in float32
  int16,    // both sides rounded to 16-bit integers (kernels/quantised_matrix.h)
  int8      // likewise to 8 bits
};

/// out = x wᵀ + b. Immutable; safe from many threads.
class Projection {
 public:
  Projection() = default;
  /// weights [rows, columns], row-major. Integers: columns in multiples of `inner`, which is cut
  /// into the parts that are rounded together.
  Projection(const kernels::MatrixShape& shape, const std::vector<float>& weights,
             std::vector<float> bias, Arithmetic arithmetic, std::size_t inner);

  /// Integers: rounds this thread's share of the rows of x [count, x.stride] into memory.quantised.
  /// All threads of the group must have finished before apply(). Otherwise does nothing.
  void prepare(std::size_t count, kernels::Rows<const float> x, const kernels::TeamThread& thread,
               const ProductMemory& memory) const;

  /// out [count, rows] = x wᵀ + b, or out += x wᵀ, for x [count, columns]; its rows may overlap.
  /// The threads of a group share the work and do not wait for each other.
  enum class Result { set, add };
  void apply(std::size_t count, kernels::Rows<const float> x, Result result,
             kernels::Rows<float> out, const kernels::TeamThread& thread,
             const ProductMemory& memory) const;

  const float* bias() const noexcept { return bias_.data(); }
  std::size_t rows() const noexcept { return shape_.rows; }

 private:
  kernels::MatrixShape shape_;
  std::variant<kernels::PackedMatrix, kernels::QuantisedMatrix<std::int16_t>,
               kernels::QuantisedMatrix<std::int8_t>>
      weights_;
  std::vector<float> bias_;  // [rows]
};

}  // namespace emovox::encoder
