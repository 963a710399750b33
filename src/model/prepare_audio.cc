#include "model/prepare_audio.h"

#include <algorithm>
#include <cmath>

#include "model/predict_batch.h"

namespace emovox::model {
namespace {

float peak(std::span<const float> samples) {
  float highest = 0.0f;
  for (const float sample : samples) highest = std::max(highest, std::abs(sample));
  return highest;
}

PredictionState state_of(std::span<const float> samples, int sample_rate) {
  if (samples.size() < to_samples(kMinimumDuration, sample_rate)) return PredictionState::too_short;
  return peak(samples) < kSilencePeak ? PredictionState::silent : PredictionState::ok;
}

}  // namespace

TrimmedPart trim_and_check(std::span<const float> samples, int sample_rate, double trim_db,
                           const FeatureOptions& options) {
  const features::Part part = features::trim_silence(samples, trim_db, options);
  return {state_of(samples.subspan(part.first, part.count), sample_rate), part};
}

std::vector<std::span<const float>> long_audio_windows(const Audio& audio) {
  const std::size_t window = to_samples(kLongAudioWindows.window, audio.sample_rate);
  const std::size_t shortest = to_samples(kMinimumDuration, audio.sample_rate);
  std::vector<std::span<const float>> windows;
  std::span<const float> rest = audio.samples;
  while (rest.size() >= shortest) {
    windows.push_back(rest.first(std::min(window, rest.size())));
    rest = rest.subspan(windows.back().size());
  }
  return windows;
}

void PosteriorMean::add(std::span<const float> posterior) {
  sums_.resize(posterior.size());
  for (std::size_t c = 0; c < sums_.size(); ++c) sums_[c] += posterior[c];
  ++count_;
}

std::vector<float> PosteriorMean::probabilities() const {
  std::vector<float> mean;
  for (const double sum : sums_) {
    mean.push_back(static_cast<float>(sum / static_cast<double>(count_)));
  }
  return mean;
}

}  // namespace emovox::model
