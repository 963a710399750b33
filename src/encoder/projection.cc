#include "encoder/projection.h"

#include <utility>

namespace emovox::encoder {

Projection::Projection(const kernels::MatrixShape& shape, const std::vector<float>& weights,
                       std::vector<float> bias, WeightPrecision precision, std::size_t inner)
    : shape_(shape), bias_(std::move(bias)) {
  if (precision == WeightPrecision::int8) {
    weights_ = kernels::QuantisedMatrix(shape, weights.data(), kernels::quantised_part(inner));
  } else {
    weights_ = kernels::PackedMatrix(shape, weights.data(), precision);
  }
}

void Projection::prepare(std::size_t count, kernels::Rows<const float> x,
                         const kernels::TeamThread& thread, const ProductMemory& memory) const {
  const auto* matrix = std::get_if<kernels::QuantisedMatrix>(&weights_);
  if (matrix == nullptr) return;
  const std::size_t first = thread.first(count), last = thread.last(count);
  const std::size_t parts = x.stride / matrix->part();
  kernels::quantise_rows({last - first, x.stride}, {x.data + first * x.stride, x.stride},
                         matrix->part(),
                         {.values = memory.quantised + first * x.stride,
                          .stride = x.stride,
                          .scales = memory.quantised_scales + first * parts,
                          .scale_stride = parts});
}

void Projection::apply(std::size_t count, kernels::Rows<const float> x, Result result,
                       kernels::Rows<float> out, const kernels::TeamThread& thread,
                       const ProductMemory& memory) const {
  const float* bias = result == Result::set ? bias_.data() : nullptr;
  if (const auto* matrix = std::get_if<kernels::QuantisedMatrix>(&weights_)) {
    const kernels::QuantisedRows rows{.values = memory.quantised,
                                      .stride = x.stride,
                                      .scales = memory.quantised_scales,
                                      .scale_stride = x.stride / matrix->part()};
    matrix->multiply(count, rows, bias, out, thread);
  } else {
    std::get<kernels::PackedMatrix>(weights_).multiply(count, x, bias, out, thread, memory.scratch);
  }
}

}  // namespace emovox::encoder
