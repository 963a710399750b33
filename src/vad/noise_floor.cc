#include "vad/noise_floor.h"

#include <algorithm>
#include <cmath>

namespace emovox::vad {
namespace {

Levels filled(float value) {
  Levels levels;
  levels.fill(value);
  return levels;
}

}  // namespace

NoiseFloor::NoiseFloor() {
  history_.fill(filled(kQuiet));
  floor_ = filled(kQuiet);
}

Standing NoiseFloor::take(const Levels& levels) {
  history_[frames_ % kHistory] = levels;
  ++frames_;
  kept_ = std::min(kept_ + 1, kHistory);
  const Levels recent = mean_of_last(kHistory);
  Standing standing;
  standing.steady = kept_ == kHistory && is_steady(recent);
  if (standing.steady) {
    floor_ = recent;
  } else if (kept_ >= kSmoothed) {
    const Levels smoothed = mean_of_last(kSmoothed);
    for (std::size_t b = 0; b < kBands; ++b) floor_[b] = std::min(floor_[b], smoothed[b]);
  }
  const Levels now = mean_of_last(kShort);
  for (std::size_t b = 0; b < kBands; ++b) {
    standing.excess += std::max(0.0F, now[b] - floor_[b]) / kBands;
  }
  return standing;
}

Levels NoiseFloor::mean_of_last(std::size_t frames) const {
  const std::size_t count = std::min(frames, kept_);
  Levels mean = filled(0.0F);
  for (std::size_t n = 1; n <= count; ++n) {
    const Levels& one = history_[(frames_ - n) % kHistory];
    for (std::size_t b = 0; b < kBands; ++b) mean[b] += one[b];
  }
  for (float& value : mean) value /= static_cast<float>(count);
  return mean;
}

bool NoiseFloor::is_steady(const Levels& mean) const {
  Levels squares = filled(0.0F);
  for (const Levels& one : history_) {
    for (std::size_t b = 0; b < kBands; ++b) {
      squares[b] += (one[b] - mean[b]) * (one[b] - mean[b]);
    }
  }
  float deviation = 0.0F;
  for (const float sum : squares) deviation += std::sqrt(sum / kHistory) / kBands;
  return deviation < kSteady;
}

}  // namespace emovox::vad
