#include "model/verification.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

#include "emovox/error.h"

namespace emovox::model {
namespace {

constexpr double kDuration = 2.0;  // seconds

/// A resonance: y[n] = x[n] + a y[n-1] + b y[n-2], of gain near 1. The coefficients are for 16
/// kHz; at other rates they resonate at other frequencies, which serves the purpose as well.
class Resonator {
 public:
  Resonator(double a, double b) : a_(a), b_(b) {}

  double filter(double x) {
    const double y = (1.0 - a_ - b_) * x + a_ * before_ + b_ * long_before_;
    long_before_ = before_;
    return before_ = y;
  }

 private:
  double a_, b_;
  double before_ = 0.0, long_before_ = 0.0;
};

/// SplitMix64 as a number in [-1, 1).
double noise(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1.0;
}

/// A triangle wave: rises linearly from 0 to 1 and falls back, once in each period.
double triangle(double phase) { return 1.0 - std::abs(2.0 * (phase - std::floor(phase)) - 1.0); }

}  // namespace

Audio verification_signal(std::string_view name, int sample_rate) {
  if (name != kVerificationSignal) {
    throw Error(ErrorCode::unsupported, "verification",
                "signal \"" + std::string(name) + "\" is unknown to this build",
                "must be " + std::string(kVerificationSignal));
  }
  Audio audio;
  audio.sample_rate = sample_rate;
  audio.samples.resize(static_cast<std::size_t>(kDuration * sample_rate));
  Resonator formants[] = {{1.84, -0.91}, {1.52, -0.90}, {0.36, -0.86}};  // near 680, 1600, 3500 Hz
  std::uint64_t state = 1;
  double pulse = 0.0;
  for (std::size_t i = 0; i < audio.samples.size(); ++i) {
    const double time = static_cast<double>(i) / sample_rate;             // seconds
    pulse += (110.0 + 90.0 * triangle(0.75 * time + 0.1)) / sample_rate;  // pitch in Hz
    if (pulse >= 1.0) pulse -= 1.0;
    double sample = 2.0 * pulse - 1.0 + 0.2 * noise(state);
    for (Resonator& formant : formants) sample = 0.6 * sample + 0.4 * formant.filter(sample);
    audio.samples[i] = static_cast<float>(0.5 * triangle(time) * sample);
  }
  return audio;
}

std::vector<double> attention_parts(std::span<const float> weights) {
  if (weights.empty()) return {};
  std::vector<double> parts(kAttentionParts);
  for (std::size_t t = 0; t < weights.size(); ++t) {
    parts[t * kAttentionParts / weights.size()] += weights[t];
  }
  for (double& part : parts) part = std::min(part, 1.0);  // rounding may have gone beyond
  return parts;
}

void record_signal(ModelFile& file) {
  Verification recorded;
  file.info.verification = recorded;
  const Model model = Model::from_memory(serialise(file), file.info.name);
  recorded.signal = kVerificationSignal;
  const Prediction prediction =
      model.predict(verification_signal(recorded.signal, file.info.features.sample_rate));
  recorded.probabilities.assign(prediction.probabilities.begin(), prediction.probabilities.end());
  recorded.attention = attention_parts(prediction.attention);
  file.info.verification = recorded;
}

double greatest_difference(std::span<const double> recorded, std::span<const float> found) {
  if (recorded.size() != found.size()) return std::numeric_limits<double>::infinity();
  double greatest = 0.0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    greatest = std::max(greatest, std::abs(recorded[i] - double{found[i]}));
  }
  return greatest;
}

Deviation signal_deviation(const Model& model) {
  const Verification& recorded = model.info().verification;
  if (recorded.signal.empty()) {
    throw Error(ErrorCode::invalid_argument, "verification",
                "the model has no recorded predictions",
                "must be made by a version of emovox that records them");
  }
  const Prediction prediction =
      model.predict(verification_signal(recorded.signal, model.info().features.sample_rate));
  const std::vector<double> parts = attention_parts(prediction.attention);
  const std::vector<float> found(parts.begin(), parts.end());
  return {greatest_difference(recorded.probabilities, prediction.probabilities),
          greatest_difference(recorded.attention, found)};
}

}  // namespace emovox::model
