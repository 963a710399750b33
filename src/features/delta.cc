#include "features/delta.h"

#include <algorithm>

namespace emovox::features {
namespace {

/// The weights of the order-th derivative: P(x) / Σ P(x)² times order!, with P the polynomial of
/// that degree that is orthogonal to the lower ones over x = -half … half: x, and x² - mean(x²).
std::vector<double> derivative_weights(Delta::Order order, std::size_t width) {
  const auto half = static_cast<double>(width / 2);
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

Delta::Delta(Order order, std::size_t width) : weights_(derivative_weights(order, width)) {}

void Delta::apply(FrameMatrix& matrix, Columns columns) const {
  const auto frames = static_cast<std::ptrdiff_t>(matrix.frames);
  const auto width = static_cast<std::ptrdiff_t>(weights_.size());
  const std::ptrdiff_t half = width / 2;
  for (std::ptrdiff_t t = 0; t < frames; ++t) {
    const std::ptrdiff_t centre = frames < width ? t : std::clamp(t, half, frames - 1 - half);
    float* out = matrix.frame(static_cast<std::size_t>(t)).data() + columns.to;
    for (std::size_t c = 0; c < columns.count; ++c) {
      double derivative = 0.0;
      for (std::ptrdiff_t i = 0; i < width; ++i) {
        const auto source = std::clamp<std::ptrdiff_t>(centre + i - half, 0, frames - 1);
        derivative += weights_[static_cast<std::size_t>(i)] *
                      matrix.frame(static_cast<std::size_t>(source))[columns.from + c];
      }
      out[c] = static_cast<float>(derivative);
    }
  }
}

}  // namespace emovox::features
