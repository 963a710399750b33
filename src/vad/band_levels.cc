#include "vad/band_levels.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "emovox/error.h"

namespace emovox::vad {
namespace {

constexpr std::size_t kFirstMelBand = 2;  // those below, up to 100 Hz, contain hum and rumble
constexpr float kRange =
    40.0F;  // dB below the loudest mel band; lower levels are leakage of the window

FeatureOptions front_end_options(int sample_rate) {
  if (sample_rate < BandLevels::kLeastRate) {
    throw Error(ErrorCode::unsupported, "voice activity detection",
                "the model's sample rate is " + std::to_string(sample_rate) + " Hz",
                "must be at least " + std::to_string(BandLevels::kLeastRate) + " Hz");
  }
  FeatureOptions options;
  options.sample_rate = sample_rate;
  options.window_length = 2 * static_cast<int>(std::lround(0.0125 * sample_rate));
  options.hop_length = static_cast<int>(std::lround(0.01 * sample_rate));
  options.fft_length =
      static_cast<int>(std::bit_ceil(static_cast<unsigned>(options.window_length)));
  options.mel_high = std::min(options.mel_high, sample_rate / 2.0);
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

FeatureTables BandLevels::tables(int sample_rate) {
  return FeatureTables(front_end_options(sample_rate));
}

BandLevels::BandLevels(const FeatureTables& tables)
    : window_(static_cast<std::size_t>(tables.options().window_length)),
      hop_(static_cast<std::size_t>(tables.options().hop_length)),
      analyser_(tables.front_end()),
      group_((features::kGroupFrames - 1) * hop_ + window_) {
  features_.log_mel.dims = feature_dims(FeatureSet::log_mel);
}

double BandLevels::HighPass::step(double sample) {
  output = sample - input + 0.97 * output;
  input = sample;
  return output;
}

void BandLevels::append_without_rumble(std::span<const float> samples) {
  constexpr double kLoudest = 1e30;  // keeps differences of extreme samples finite
  for (const float sample : samples) {
    double passed = sample;
    for (HighPass& stage : high_pass_) passed = stage.step(passed);
    buffer_.push_back(static_cast<float>(std::clamp(passed, -kLoudest, kLoudest)));
  }
}

/// Analyses as many frames at once as are complete. A frame does not depend on the others.
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
  analyser_.append(group, features_);
  for (std::size_t t = 0; t < count; ++t) out.push_back(levels_of(features_.log_mel.frame(t)));
}

}  // namespace emovox::vad
