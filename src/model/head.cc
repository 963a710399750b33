// Head: y = (x - mean) / sqrt(variance + eps) · gain + shift;  relu(P y + p);  text::softmax(logits
// / τ).
#include "model/head.h"

#include <cmath>

#include "emovox/error.h"
#include "text/posterior.h"

namespace emovox::model {
namespace {

std::span<const float> values(const ModelFile& file, const char* name) {
  const auto found = file.tensors.find(name);
  return found == file.tensors.end() ? std::span<const float>() : found->second.values;
}

}  // namespace

void apply_temperature(std::vector<double>& probabilities, double temperature) {
  if (temperature == 1.0) return;
  for (double& p : probabilities) p = text::log_probability(p) / temperature;
  text::softmax(probabilities);
}

Head::Head(const ModelFile& file, double temperature)
    : projection_{values(file, "projection.weight"), values(file, "projection.bias")},
      output_{values(file, "output.weight"), values(file, "output.bias")},
      temperature_(temperature) {
  const auto mean = values(file, "norm.mean");
  const auto variance = values(file, "norm.variance");
  const auto gain = values(file, "norm.gain");
  const auto shift = values(file, "norm.shift");
  for (std::size_t i = 0; i < mean.size(); ++i) {
    gain_.push_back(gain[i] / std::sqrt(variance[i] + kBatchNormEpsilon));
    shift_.push_back(shift[i] - mean[i] * gain_[i]);
  }
}

std::vector<double> Head::Dense::apply(std::span<const double> input) const {
  std::vector<double> out(bias.begin(), bias.end());
  for (std::size_t row = 0; row < out.size(); ++row) {
    const auto weights = weight.subspan(row * input.size(), input.size());
    for (std::size_t i = 0; i < input.size(); ++i) out[row] += weights[i] * input[i];
  }
  return out;
}

std::vector<double> Head::posterior(std::span<const float> fused) const {
  std::vector<double> hidden(fused.size());
  for (std::size_t i = 0; i < fused.size(); ++i) hidden[i] = fused[i] * gain_[i] + shift_[i];
  if (!projection_.bias.empty()) {
    hidden = projection_.apply(hidden);
    for (double& unit : hidden) unit = unit < 0.0 ? 0.0 : unit;  // keeps NaN
  }
  std::vector<double> logits = output_.apply(hidden);
  for (double& logit : logits) {
    logit /= temperature_;
    if (std::isfinite(logit)) continue;
    throw Error(ErrorCode::corrupt_data, "model", "its output is not a finite number",
                "must be finite; the weights or the samples are too large");
  }
  text::softmax(logits);
  return logits;
}

}  // namespace emovox::model
