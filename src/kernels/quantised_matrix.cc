#include "kernels/quantised_matrix.h"

#include <algorithm>
#include <cmath>
#include <limits>
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
template <class W>
HWY_INLINE float quantise_part(const float* x, std::size_t count,
                               typename QuantisedNumbers<W>::Left* out) {
  using Numbers = QuantisedNumbers<W>;
  const hn::CappedTag<float, kBlock> d;
  const hn::RebindToSigned<decltype(d)> integers;
  const hn::Rebind<typename Numbers::Left, decltype(d)> stored;
  auto most = hn::Zero(d);
  for (std::size_t k = 0; k < count; k += hn::Lanes(d)) {
    most = hn::Max(most, hn::Abs(hn::LoadU(d, x + k)));
  }
  const float largest = hn::GetLane(hn::MaxOfLanes(d, most));
  const float scale = largest > 0 ? largest / Numbers::kLeftRange : 1;
  const auto inverse = hn::Set(d, 1 / scale);
  for (std::size_t k = 0; k < count; k += hn::Lanes(d)) {
    const auto q = hn::NearestInt(hn::Mul(hn::LoadU(d, x + k), inverse));
    const auto number = hn::Add(q, hn::Set(integers, Numbers::kOffset));
    hn::StoreU(hn::DemoteTo(stored, number), stored, out + k);
  }
  return scale;
}

template <class W>
HWY_INLINE void quantise_all(const MatrixSize& size, const Rows<const float>& x, std::size_t part,
                             const QuantisedRows<W>& out) {
  for (std::size_t r = 0; r < size.rows; ++r) {
    for (std::size_t p = 0; p < size.columns / part; ++p) {
      out.scales[r * out.scale_stride + p] = quantise_part<W>(
          x.data + r * x.stride + p * part, part, out.values + r * out.stride + p * part);
    }
  }
}

/// The panels first … last - 1 of the weights times the rows of the product.
template <class W>
HWY_INLINE void multiply_panels(const QuantisedMatrix<W>& weights,
                                const QuantisedProduct<W>& product, std::size_t first,
                                std::size_t last) {
  const std::size_t part = weights.part(), parts = weights.shape().columns / part;
  for (std::size_t p = first; p < last; ++p) {
    const float* bias = product.bias != nullptr ? product.bias + p * kPanelWidth : nullptr;
    for (std::size_t n = 0; n < parts; ++n) {
      part_rows(QuantisedPart<W>{.weights = weights.panel(p) + n * part * kPanelWidth,
                                 .offsets = weights.offsets(p) + n * kPanelWidth,
                                 .scales = weights.scales() + p * kPanelWidth,
                                 .bias = n == 0 ? bias : nullptr,
                                 .inner = part,
                                 .number = n,
                                 .column = p * kPanelWidth},
                product);
    }
  }
}

// Highway dispatches to functions, not to templates.
void quantise_bytes(const MatrixSize& size, const Rows<const float>& x, std::size_t part,
                    const QuantisedRows<std::int8_t>& out) {
  quantise_all(size, x, part, out);
}
void quantise_words(const MatrixSize& size, const Rows<const float>& x, std::size_t part,
                    const QuantisedRows<std::int16_t>& out) {
  quantise_all(size, x, part, out);
}
void multiply_bytes(const QuantisedMatrix<std::int8_t>& weights,
                    const QuantisedProduct<std::int8_t>& product, std::size_t first,
                    std::size_t last) {
  multiply_panels(weights, product, first, last);
}
void multiply_words(const QuantisedMatrix<std::int16_t>& weights,
                    const QuantisedProduct<std::int16_t>& product, std::size_t first,
                    std::size_t last) {
  multiply_panels(weights, product, first, last);
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(quantise_bytes);
HWY_EXPORT(quantise_words);
HWY_EXPORT(multiply_bytes);
HWY_EXPORT(multiply_words);

namespace {

constexpr std::size_t kLargestPart = 256;

/// The scale at which no sum over a part of the row can leave 32 bits, whatever the left side is.
template <class W>
float weight_scale(const float* row, std::size_t count, std::size_t part) {
  using Numbers = QuantisedNumbers<W>;
  float largest = 0, widest = 0;
  for (std::size_t k = 0; k < count; k += part) {
    float sum = 0;
    for (std::size_t i = k; i < k + part; ++i) {
      largest = std::max(largest, std::abs(row[i]));
      sum += std::abs(row[i]);
    }
    widest = std::max(widest, sum);
  }
  // Rounding adds up to a half to each weight. 0.999 allows for the rounding of the sum.
  const auto room = static_cast<float>(std::numeric_limits<std::int32_t>::max() /
                                       (Numbers::kLeftRange + Numbers::kOffset)) -
                    static_cast<float>(part);
  const float scale = std::max(largest / static_cast<float>(std::numeric_limits<W>::max()),
                               widest / (0.999f * room));
  return scale > 0 ? scale : 1;
}

void multiply_with(const QuantisedMatrix<std::int8_t>& weights,
                   const QuantisedProduct<std::int8_t>& product, std::size_t first,
                   std::size_t last) {
  HWY_DYNAMIC_DISPATCH(multiply_bytes)(weights, product, first, last);
}

void multiply_with(const QuantisedMatrix<std::int16_t>& weights,
                   const QuantisedProduct<std::int16_t>& product, std::size_t first,
                   std::size_t last) {
  HWY_DYNAMIC_DISPATCH(multiply_words)(weights, product, first, last);
}

}  // namespace

std::size_t quantised_part(std::size_t columns) {
  for (std::size_t part = kLargestPart; part > 0; part -= 64) {
    if (columns % part == 0) return part;
  }
  return 0;
}

template <>
void quantise_rows(const MatrixSize& size, Rows<const float> x, std::size_t part,
                   QuantisedRows<std::int8_t> out) {
  HWY_DYNAMIC_DISPATCH(quantise_bytes)(size, x, part, out);
}

template <>
void quantise_rows(const MatrixSize& size, Rows<const float> x, std::size_t part,
                   QuantisedRows<std::int16_t> out) {
  HWY_DYNAMIC_DISPATCH(quantise_words)(size, x, part, out);
}

template <class W>
QuantisedMatrix<W>::QuantisedMatrix(const MatrixShape& shape, const float* weights,
                                    std::size_t part)
    : shape_(shape), part_(part) {
  if (part == 0 || part % 64 != 0 || part > kLargestPart || shape.rows % kPanelWidth != 0 ||
      shape.columns % part != 0) {
    throw Error(ErrorCode::invalid_argument, "quantised matrix",
                "is [" + std::to_string(shape.rows) + ", " + std::to_string(shape.columns) +
                    "] in parts of " + std::to_string(part),
                "must have rows in multiples of 64 and columns in multiples of the part");
  }
  weights_.reserve(shape.rows * shape.columns);
  offsets_.reserve(shape.rows * (shape.columns / part));
  scales_.reserve(shape.rows);
  for (std::size_t r = 0; r < shape.rows; ++r) put_row(r, weights + r * shape.columns);
}

template <class W>
void QuantisedMatrix<W>::put_row(std::size_t row, const float* weights) {
  using Numbers = QuantisedNumbers<W>;
  const std::size_t columns = shape_.columns, parts = columns / part_;
  const std::size_t p = row / kPanelWidth, column = row % kPanelWidth;
  W* panel = weights_.data() + p * columns * kPanelWidth;
  std::int32_t* offsets = offsets_.data() + p * parts * kPanelWidth;
  const float scale = weight_scale<W>(weights, columns, part_);
  scales_.data()[row] = scale;
  for (std::size_t n = 0; n < parts; ++n) offsets[n * kPanelWidth + column] = 0;
  for (std::size_t k = 0; k < columns; ++k) {
    const auto number = static_cast<W>(std::lrint(weights[k] * (1 / scale)));
    const std::size_t group = k / Numbers::kGroup;
    panel[(group * kPanelWidth + column) * Numbers::kGroup + k % Numbers::kGroup] = number;
    offsets[k / part_ * kPanelWidth + column] -= Numbers::kOffset * number;
  }
}

template <class W>
void QuantisedMatrix<W>::multiply(std::size_t count, const QuantisedRows<W>& a, const float* bias,
                                  Rows<float> out, const TeamThread& thread,
                                  bool with_dot_product) const {
  const std::size_t panels = shape_.rows / kPanelWidth;
  const bool by_panels = panels >= 4 * thread.size;
  const TeamThread all;
  const TeamThread& of_panels = by_panels ? thread : all;
  const TeamThread& of_rows = by_panels ? all : thread;
  const QuantisedProduct<W> product{.a = a,
                                    .bias = bias,
                                    .out = out,
                                    .first = of_rows.first(count),
                                    .last = of_rows.last(count),
                                    .dot = with_dot_product};
  multiply_with(*this, product, of_panels.first(panels), of_panels.last(panels));
}

template class QuantisedMatrix<std::int8_t>;
template class QuantisedMatrix<std::int16_t>;

}  // namespace emovox::kernels
#endif  // HWY_ONCE
