#include "encoder/projection.h"

#include <utility>

namespace emovox::encoder {
namespace {

/// The rows in memory.quantised that belong to rows of x.
template <class W>
kernels::QuantisedRows<W> rounded_rows(const kernels::QuantisedMatrix<W>& matrix,
                                       std::size_t stride, const ProductMemory& memory) {
  using Left = typename kernels::QuantisedNumbers<W>::Left;
  return {.values = reinterpret_cast<Left*>(memory.quantised),
          .stride = stride,
          .scales = memory.quantised_scales,
          .scale_stride = stride / matrix.part()};
}

void round_rows(const kernels::PackedMatrix&, std::size_t, std::size_t, kernels::Rows<const float>,
                const ProductMemory&) {}

template <class W>
void round_rows(const kernels::QuantisedMatrix<W>& matrix, std::size_t first, std::size_t count,
                kernels::Rows<const float> x, const ProductMemory& memory) {
  kernels::QuantisedRows<W> rows = rounded_rows(matrix, x.stride, memory);
  rows.values += first * rows.stride;
  rows.scales += first * rows.scale_stride;
  kernels::quantise_rows({count, x.stride}, {x.data + first * x.stride, x.stride}, matrix.part(),
                         rows);
}

void multiply(const kernels::PackedMatrix& matrix, std::size_t count, kernels::Rows<const float> x,
              const float* bias, kernels::Rows<float> out, const kernels::TeamThread& thread,
              const ProductMemory& memory) {
  matrix.multiply(count, x, bias, out, thread, memory.scratch);
}

template <class W>
void multiply(const kernels::QuantisedMatrix<W>& matrix, std::size_t count,
              kernels::Rows<const float> x, const float* bias, kernels::Rows<float> out,
              const kernels::TeamThread& thread, const ProductMemory& memory) {
  matrix.multiply(count, rounded_rows(matrix, x.stride, memory), bias, out, thread);
}

}  // namespace

Projection::Projection(const kernels::MatrixShape& shape, const std::vector<float>& weights,
                       std::vector<float> bias, Arithmetic arithmetic, std::size_t inner)
    : shape_(shape), bias_(std::move(bias)) {
  const float* values = weights.data();
  const std::size_t part = kernels::quantised_part(inner);
  switch (arithmetic) {
    case Arithmetic::float32:
      weights_ = kernels::PackedMatrix(shape, values, WeightPrecision::float32);
      break;
    case Arithmetic::float16:
      weights_ = kernels::PackedMatrix(shape, values, WeightPrecision::float16);
      break;
    case Arithmetic::int16:
      weights_ = kernels::QuantisedMatrix<std::int16_t>(shape, values, part);
      break;
    case Arithmetic::int8:
      weights_ = kernels::QuantisedMatrix<std::int8_t>(shape, values, part);
      break;
  }
}

void Projection::prepare(std::size_t count, kernels::Rows<const float> x,
                         const kernels::TeamThread& thread, const ProductMemory& memory) const {
  const std::size_t first = thread.first(count), last = thread.last(count);
  std::visit([&](const auto& matrix) { round_rows(matrix, first, last - first, x, memory); },
             weights_);
}

void Projection::apply(std::size_t count, kernels::Rows<const float> x, Result result,
                       kernels::Rows<float> out, const kernels::TeamThread& thread,
                       const ProductMemory& memory) const {
  const float* bias = result == Result::set ? bias_.data() : nullptr;
  std::visit([&](const auto& matrix) { multiply(matrix, count, x, bias, out, thread, memory); },
             weights_);
}

}  // namespace emovox::encoder
