// The fusions. Sums over steps and dimensions are accumulated in double, in order.
#include "model/fusion.h"

#include <algorithm>
#include <cmath>

#include "text/posterior.h"

namespace emovox::model {
namespace {

template <class Left, class Right>
double dot(std::span<const Left> left, std::span<const Right> right) {
  double sum = 0.0;
  for (std::size_t i = 0; i < left.size(); ++i) {
    sum += static_cast<double>(left[i]) * static_cast<double>(right[i]);
  }
  return sum;
}

/// Σ_t weight_t · o_t
std::vector<float> weighted_sum(const FrameMatrix& outputs, std::span<const double> weights) {
  std::vector<double> sum(outputs.dims);
  for (std::size_t t = 0; t < outputs.frames; ++t) {
    const auto output = outputs.frame(t);
    for (std::size_t d = 0; d < sum.size(); ++d) {
      sum[d] += weights[t] * static_cast<double>(output[d]);
    }
  }
  return to_float(sum);
}

/// The sum weighted by softmax(o_t · query).
Attended attend(const FrameMatrix& outputs, std::span<const double> query) {
  std::vector<double> weights(outputs.frames);
  for (std::size_t t = 0; t < outputs.frames; ++t) {
    weights[t] = dot(query, outputs.frame(t));
  }
  text::softmax(weights);
  return {weighted_sum(outputs, weights), to_float(weights)};
}

}  // namespace

std::vector<float> to_float(std::span<const double> values) {
  std::vector<float> out(values.size());
  std::ranges::transform(values, out.begin(), [](double v) { return static_cast<float>(v); });
  return out;
}

std::vector<float> fuse_mean(const FrameMatrix& outputs) {
  const std::vector<double> equal(outputs.frames, 1.0 / static_cast<double>(outputs.frames));
  return weighted_sum(outputs, equal);
}

std::vector<float> fuse_final_frame(const FrameMatrix& outputs) {
  const auto last = outputs.frame(outputs.frames - 1);
  return {last.begin(), last.end()};
}

std::vector<float> fuse_deviation(const FrameMatrix& outputs) {
  const auto steps = static_cast<double>(outputs.frames);
  std::vector<double> mean(outputs.dims), variance(outputs.dims);
  for (std::size_t t = 0; t < outputs.frames; ++t) {
    for (std::size_t d = 0; d < mean.size(); ++d) mean[d] += outputs.frame(t)[d] / steps;
  }
  for (std::size_t t = 0; t < outputs.frames; ++t) {
    for (std::size_t d = 0; d < mean.size(); ++d) {
      const double distance = outputs.frame(t)[d] - mean[d];
      variance[d] += distance * distance / steps;
    }
  }
  for (double& value : variance) value = std::sqrt(value + kSmallestVariance);
  return to_float(variance);
}

Attended fuse_weighted(const FrameMatrix& outputs, std::span<const float> vector) {
  const std::vector<double> query(vector.begin(), vector.end());
  return attend(outputs, query);
}

Attended fuse_attention(const FrameMatrix& outputs, std::span<const double> query,
                        AttentionScale scale) {
  std::vector<double> scaled(query.begin(), query.end());
  if (scale == AttentionScale::sqrt_dim) {
    for (double& q : scaled) q /= std::sqrt(static_cast<double>(outputs.dims));
  }
  return attend(outputs, scaled);
}

}  // namespace emovox::model
