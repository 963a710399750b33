#include "features/log_mel.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace emovox::features {
namespace {

constexpr double kHzPerMel = 200.0 / 3.0;  // below 1 kHz
constexpr double kBreakHz = 1000.0;        // where the scale becomes logarithmic
constexpr double kBreakMel = kBreakHz / kHzPerMel;
const double kLogStep = std::log(6.4) / 27.0;  // of log(Hz) per mel, above 1 kHz

/// Corners of all triangles in Hz, [bands + 2].
std::vector<double> corner_frequencies(const FeatureOptions& options) {
  const double low = hz_to_mel(options.mel_low);
  const double high = hz_to_mel(options.mel_high);
  std::vector<double> corners(static_cast<std::size_t>(options.mel_bands) + 2);
  const double step = (high - low) / (options.mel_bands + 1);
  for (std::size_t i = 0; i < corners.size(); ++i) {
    corners[i] = mel_to_hz(low + step * static_cast<double>(i));
  }
  return corners;
}

double triangle(double hz, const double* corner) {
  const double rise = (hz - corner[0]) / (corner[1] - corner[0]);
  const double fall = (corner[2] - hz) / (corner[2] - corner[1]);
  return std::max(0.0, std::min(rise, fall)) * 2.0 / (corner[2] - corner[0]);
}

/// Computes sixteen maxima in turn, so that compilers use vectors.
float maximum(std::span<const float> values) {
  std::array<float, 16> most;
  most.fill(values.front());
  for (; values.size() >= most.size(); values = values.subspan(most.size())) {
    for (std::size_t i = 0; i < most.size(); ++i) most[i] = std::max(most[i], values[i]);
  }
  for (std::size_t i = 0; i < values.size(); ++i) most[i] = std::max(most[i], values[i]);
  return *std::max_element(most.begin(), most.end());
}

}  // namespace

double hz_to_mel(double hz) {
  if (hz < kBreakHz) return hz / kHzPerMel;
  return kBreakMel + std::log(hz / kBreakHz) / kLogStep;
}

double mel_to_hz(double mel) {
  if (mel < kBreakMel) return mel * kHzPerMel;
  return kBreakHz * std::exp(kLogStep * (mel - kBreakMel));
}

MelFilterbank::MelFilterbank(const FeatureOptions& options)
    : bands_(static_cast<std::size_t>(options.mel_bands)) {
  const std::vector<double> corners = corner_frequencies(options);
  const double bin_width = static_cast<double>(options.sample_rate) / options.fft_length;  // Hz
  const auto bins = static_cast<std::size_t>(options.fft_length) / 2 + 1;
  for (std::size_t b = 0; b < bands_.size(); ++b) {
    Band& band = bands_[b];
    band.first_weight = weights_.size();
    for (std::size_t k = 0; k < bins; ++k) {
      const double weight = triangle(bin_width * static_cast<double>(k), &corners[b]);
      if (weight <= 0.0) continue;
      if (band.count == 0) band.first_bin = k;
      weights_.push_back(weight);
      ++band.count;
    }
  }
}

void floor_under_maximum(std::span<float> decibels, double top_db) {
  if (decibels.empty()) return;
  const auto floor = static_cast<float>(maximum(decibels) - top_db);
  for (float& value : decibels) value = std::max(value, floor);
}

}  // namespace emovox::features
