#include "kernels/packed_matrix.h"

#include <algorithm>
#include <cmath>

#include "kernels/half.h"

namespace emovox::kernels {
namespace {

Panels<Half> to_halves(const Panels<float>& from) {
  Panels<Half> to(from.panels(), from.inner());
  const std::size_t count = from.panels() * from.inner() * kPanelWidth;
  std::transform(from.panel(0), from.panel(0) + count, to.panel(0), to_half);
  return to;
}

/// One column of a panel; returns its scale.
float quantise(const float* from, std::size_t inner, std::int8_t* to) {
  float largest = 0;
  for (std::size_t k = 0; k < inner; ++k)
    largest = std::max(largest, std::abs(from[k * kPanelWidth]));
  const float scale = largest > 0 ? largest / 127 : 1;
  for (std::size_t k = 0; k < inner; ++k) {
    to[k * kPanelWidth] = static_cast<std::int8_t>(std::lrint(from[k * kPanelWidth] / scale));
  }
  return scale;
}

Panels<std::int8_t> to_int8(const Panels<float>& from, AlignedArray<float>& scales) {
  Panels<std::int8_t> to(from.panels(), from.inner());
  scales.reserve(from.panels() * kPanelWidth);
  for (std::size_t p = 0; p < from.panels(); ++p) {
    for (std::size_t column = 0; column < kPanelWidth; ++column) {
      scales.data()[p * kPanelWidth + column] =
          quantise(from.panel(p) + column, from.inner(), to.panel(p) + column);
    }
  }
  return to;
}

}  // namespace

StoredPanels::StoredPanels(Panels<float> panels, WeightPrecision precision) {
  switch (precision) {
    case WeightPrecision::float32: panels_ = std::move(panels); break;
    case WeightPrecision::float16: panels_ = to_halves(panels); break;
    case WeightPrecision::int8: panels_ = to_int8(panels, scales_); break;
  }
}

PackedMatrix::PackedMatrix(const MatrixShape& shape, const float* weights,
                           WeightPrecision precision)
    : shape_(shape) {
  Panels<float> panels;
  pack_rows(shape, weights, panels);
  panels_ = StoredPanels(std::move(panels), precision);
}

void PackedMatrix::multiply(std::size_t count, Rows<const float> a, const float* bias,
                            Rows<float> out, const TeamThread& thread, float* scratch) const {
  panels_.visit([&](const auto& panels, const float* scales) {
    kernels::multiply(Product<float>{.rows = count,
                                     .columns = shape_.rows,
                                     .a = {a.data, a.stride},
                                     .bias = bias,
                                     .scales = scales,
                                     .out = out},
                      panels, thread, scratch);
  });
}

}  // namespace emovox::kernels
