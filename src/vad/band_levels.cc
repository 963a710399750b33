#include "vad/band_levels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "emovox/error.h"

namespace emovox::vad {
namespace {

constexpr std::size_t kFirstMelBand = 2;  // those under it, to 100 Hz, hear hum and rumble
constexpr float kRange = 40.0F;  // dB: what is so far under the loudest is the window's leakage

FeatureOptions front_end_at(int sample_rate) {
  if (sample_rate < BandLevels::kLeastRate) {
    throw Error(ErrorCode::unsupported, "listening",
                "the model hears " + std::to_string(sample_rate) + " Hz",
                "must be at least " + std::to_string(BandLevels::kLeastRate) + " Hz");
  }
  FeatureOptions options;
  options.sample_rate = sample_rate;
  options.window_length = 2 * static_cast<int>(std::lround(0.0125 * sample_rate));
  options.hop_length = static_cast<int>(std::lround(0.01 * sample_rate));
  options.fft_length =
      static_cast<int>(std::bit_ceil(static_cast<unsigned>(options.window_length)));
  options.mel_high = std::min(options.mel_high, sample_rate / 2.0);
  validate(options);
  return options;
}

Levels levels_of(std::span<const float> mel_bands) {
  const std::size_t used = mel_bands.size() - kFirstMelBand;
  const float least = *std::ranges::max_element(mel_bands) - kRange;
  Levels levels;
  for (std::size_t b = 0; b < kBands; ++b) {
    const std::size_t first = kFirstMelBand + used * b / kBands;
    const std::size_t end = kFirstMelBand + used * (b + 1) / kBands;
    float sum = 0.0F;
    for (std::size_t k = first; k < end; ++k) sum += std::max(least, mel_bands[k]);
    levels[b] = std::max(kQuiet, sum / static_cast<float>(end - first));
  }
  return levels;
}

}  // namespace

BandLevels::BandLevels(int sample_rate)
    : window_(static_cast<std::size_t>(front_end_at(sample_rate).window_length)),
      hop_(static_cast<std::size_t>(front_end_at(sample_rate).hop_length)),
      analyser_(features::FrontEnd::of(front_end_at(sample_rate))),
      group_((features::kGroupFrames - 1) * hop_ + window_) {
  features_.log_mel.dims = feature_dims(FeatureSet::log_mel);
}

double BandLevels::HighPass::step(double sample) {
  output = sample - input + 0.97 * output;
  input = sample;
  return output;
}

void BandLevels::append_without_rumble(std::span<const float> samples) {
  constexpr double kLoudest = 1e30;  // keeps differences of float32's extremes in its range
  for (const float sample : samples) {
    double passed = sample;
    for (HighPass& stage : high_pass_) passed = stage.step(passed);
    buffer_.push_back(static_cast<float>(std::clamp(passed, -kLoudest, kLoudest)));
  }
}

/// As many frames at once as are there: lanes do not see each other.
void BandLevels::push(std::span<const float> samples, std::vector<Levels>& out) {
  append_without_rumble(samples);
  std::size_t next = 0;
  while (next + window_ <= buffer_.size()) {
    const std::size_t there = 1 + (buffer_.size() - next - window_) / hop_;
    const std::size_t count = std::min(there, features::kGroupFrames);
    analyse(next, count, out);
    next += count * hop_;
  }
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(next));
}

void BandLevels::analyse(std::size_t begin, std::size_t count, std::vector<Levels>& out) {
  const std::size_t end = std::min(buffer_.size(), begin + group_.size());
  const auto last = std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin),
                              buffer_.begin() + static_cast<std::ptrdiff_t>(end), group_.begin());
  std::fill(last, group_.end(), 0.0F);
  features::FrameGroup group{.samples = group_.data(), .hop = hop_, .count = count};
  group.inside.fill({0, window_});
  features_.log_mel.values.clear();
  features_.log_mel.frames = 0;
  analyser_.take(group, features_);
  for (std::size_t t = 0; t < count; ++t) out.push_back(levels_of(features_.log_mel.frame(t)));
}

}  // namespace emovox::vad
