#include "features/delta.h"

#include <algorithm>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/delta.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "features/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// Here the lanes of a vector are columns.
void delta(std::span<const double> weights, FrameMatrix& matrix, Delta::Columns columns) {
  const auto frames = static_cast<std::ptrdiff_t>(matrix.frames);
  const auto width = static_cast<std::ptrdiff_t>(weights.size());
  const std::ptrdiff_t half = width / 2;
  for (std::ptrdiff_t t = 0; t < frames; ++t) {
    const std::ptrdiff_t centre = frames < width ? t : std::clamp(t, half, frames - 1 - half);
    float* out = matrix.frame(static_cast<std::size_t>(t)).data() + columns.to;
    for_columns(columns.count, [&](auto d, std::size_t c) HWY_ATTR {
      const hn::Rebind<float, decltype(d)> df;
      auto derivative = hn::Zero(d);
      for (std::ptrdiff_t i = 0; i < width; ++i) {
        const auto source = std::clamp<std::ptrdiff_t>(centre + i - half, 0, frames - 1);
        const float* in = matrix.frame(static_cast<std::size_t>(source)).data() + columns.from;
        derivative = hn::MulAdd(hn::Set(d, weights[static_cast<std::size_t>(i)]),
                                hn::PromoteTo(d, hn::LoadU(df, in + c)), derivative);
      }
      hn::StoreU(hn::DemoteTo(df, derivative), df, out + c);
    });
  }
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::features {
namespace {

/// The weights of the derivative of order n: n! · P(x) / Σ P(x)², x = -half … half, where P is the
/// polynomial of degree n that is orthogonal to those of lower degree: x, or x² - mean(x²).
std::vector<double> derivative_weights(Delta::Order order, std::size_t width) {
  const auto half = static_cast<double>(width - 1) / 2.0;
  const double mean_square = half * (half + 1.0) / 3.0;
  std::vector<double> weights(width);
  double energy = 0.0;
  for (std::size_t i = 0; i < width; ++i) {
    const double x = static_cast<double>(i) - half;
    weights[i] = order == Delta::Order::first ? x : x * x - mean_square;
    energy += weights[i] * weights[i];
  }
  const double factorial = order == Delta::Order::first ? 1.0 : 2.0;
  for (double& weight : weights) weight *= factorial / energy;
  return weights;
}

}  // namespace

HWY_EXPORT(delta);

Delta::Delta(Order order, std::size_t width) : weights_(derivative_weights(order, width)) {}

void Delta::apply(FrameMatrix& matrix, Columns columns) const {
  HWY_DYNAMIC_DISPATCH(delta)(weights_, matrix, columns);
}

}  // namespace emovox::features
#endif  // HWY_ONCE
