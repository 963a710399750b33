#include "kernels/quantised_matrix.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "emovox/error.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/quantised_matrix.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "kernels/integer_product-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {

/// One part of one row; returns its scale.
HWY_INLINE float quantise_part(const float* x, std::size_t count, std::uint8_t* out) {
  const hn::CappedTag<float, kBlock> d;
  const hn::RebindToSigned<decltype(d)> integers;
  const hn::Rebind<std::uint8_t, decltype(d)> bytes;
  auto most = hn::Zero(d);
  for (std::size_t k = 0; k < count; k += hn::Lanes(d)) {
    most = hn::Max(most, hn::Abs(hn::LoadU(d, x + k)));
  }
  const float largest = hn::GetLane(hn::MaxOfLanes(d, most));
  const float scale = largest > 0 ? largest / 127 : 1;
  const auto inverse = hn::Set(d, 1 / scale);
  for (std::size_t k = 0; k < count; k += hn::Lanes(d)) {
    const auto q = hn::NearestInt(hn::Mul(hn::LoadU(d, x + k), inverse));
    hn::StoreU(hn::DemoteTo(bytes, hn::Add(q, hn::Set(integers, 128))), bytes, out + k);
  }
  return scale;
}

void quantise_all(const MatrixSize& size, const Rows<const float>& x, std::size_t part,
                  const QuantisedRows& out) {
  for (std::size_t r = 0; r < size.rows; ++r) {
    for (std::size_t p = 0; p < size.columns / part; ++p) {
      out.scales[r * out.scale_stride + p] = quantise_part(x.data + r * x.stride + p * part, part,
                                                           out.values + r * out.stride + p * part);
    }
  }
}

/// The panels first … last - 1 of the weights times the rows of `a`.
void multiply_panels(const QuantisedMatrix& weights, const QuantisedProduct& product,
                     std::size_t first, std::size_t last) {
  const std::size_t part = weights.part(), parts = weights.shape().columns / part;
  for (std::size_t p = first; p < last; ++p) {
    for (std::size_t n = 0; n < parts; ++n) {
      QuantisedPart now{
          .weights = weights.panel(p) + n * part * kPanelWidth,
          .offsets = weights.offsets(p) + n * kPanelWidth,
          .scales = weights.scales() + p * kPanelWidth,
          .bias = n == 0 && product.bias != nullptr ? product.bias + p * kPanelWidth : nullptr,
          .inner = part,
          .number = n,
          .column = p * kPanelWidth};
      part_rows(now, product);
    }
  }
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(quantise_all);
HWY_EXPORT(multiply_panels);

namespace {

constexpr std::size_t kLargestPart = 256;

/// One row of weights, rounded; returns its scale.
float round_weights(const float* row, std::size_t count, std::vector<std::int8_t>& rounded) {
  float largest = 0;
  for (std::size_t k = 0; k < count; ++k) largest = std::max(largest, std::abs(row[k]));
  const float scale = largest > 0 ? largest / 127 : 1;
  for (std::size_t k = 0; k < count; ++k) {
    rounded[k] = static_cast<std::int8_t>(std::lrint(row[k] / scale));
  }
  return scale;
}

}  // namespace

std::size_t quantised_part(std::size_t columns) {
  for (std::size_t part = kLargestPart; part > 0; part -= 64) {
    if (columns % part == 0) return part;
  }
  return 0;
}

void quantise_rows(const MatrixSize& size, Rows<const float> x, std::size_t part,
                   QuantisedRows out) {
  HWY_DYNAMIC_DISPATCH(quantise_all)(size, x, part, out);
}

QuantisedMatrix::QuantisedMatrix(const MatrixShape& shape, const float* weights, std::size_t part)
    : shape_(shape), part_(part) {
  if (part == 0 || part % 64 != 0 || part > kLargestPart || shape.rows % kPanelWidth != 0 ||
      shape.columns % part != 0) {
    throw Error(ErrorCode::invalid_argument, "quantised matrix",
                "is [" + std::to_string(shape.rows) + ", " + std::to_string(shape.columns) +
                    "] in parts of " + std::to_string(part),
                "must have rows in multiples of 64 and columns in multiples of the part");
  }
  const std::size_t parts = shape.columns / part;
  weights_.reserve(shape.rows * shape.columns);
  offsets_.reserve(shape.rows * parts);
  scales_.reserve(shape.rows);
  std::vector<std::int8_t> rounded(shape.columns);
  for (std::size_t r = 0; r < shape.rows; ++r) {
    scales_.data()[r] = round_weights(weights + r * shape.columns, shape.columns, rounded);
    const std::size_t p = r / kPanelWidth, column = r % kPanelWidth;
    std::int8_t* panel = weights_.data() + p * shape.columns * kPanelWidth;
    std::int32_t* offsets = offsets_.data() + p * parts * kPanelWidth;
    for (std::size_t n = 0; n < parts; ++n) offsets[n * kPanelWidth + column] = 0;
    for (std::size_t k = 0; k < shape.columns; ++k) {
      panel[(k / 4 * kPanelWidth + column) * 4 + k % 4] = rounded[k];
      offsets[k / part * kPanelWidth + column] -= 128 * rounded[k];
    }
  }
}

void QuantisedMatrix::multiply(std::size_t count, const QuantisedRows& a, const float* bias,
                               Rows<float> out, const TeamThread& thread) const {
  const std::size_t panels = shape_.rows / kPanelWidth;
  const bool by_panels = panels >= 4 * thread.size;
  const TeamThread all;
  const TeamThread& of_panels = by_panels ? thread : all;
  const TeamThread& of_rows = by_panels ? all : thread;
  const QuantisedProduct product{.a = a,
                                 .bias = bias,
                                 .out = out,
                                 .first = of_rows.first(count),
                                 .last = of_rows.last(count),
                                 .dot = has_dot_product()};
  HWY_DYNAMIC_DISPATCH(multiply_panels)
  (*this, product, of_panels.first(panels), of_panels.last(panels));
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
