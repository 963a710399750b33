#include "features/trim.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace emovox::features {
namespace {

constexpr double kLeastPower = 1e-10;  // the least power in librosa.amplitude_to_db

/// Mean squares of centred frames, with zeros beyond the edges of the signal. Not the mean_square
/// of statistics-inl.h: that one adds every fourth sample to a sum of its own, and rounds
/// otherwise.
std::vector<double> powers(std::span<const float> samples, const FeatureOptions& options) {
  const auto hop = static_cast<std::size_t>(options.hop_length);
  const auto window = static_cast<std::size_t>(options.window_length);
  std::vector<double> powers(1 + samples.size() / hop);
  for (std::size_t frame = 0; frame < powers.size(); ++frame) {
    const std::size_t centre = frame * hop, half = window / 2;
    const std::size_t first = centre > half ? centre - half : 0;
    const std::size_t last = std::min(centre + window - half, samples.size());
    double sum = 0.0;
    for (std::size_t n = first; n < last; ++n) {
      sum += static_cast<double>(samples[n]) * static_cast<double>(samples[n]);
    }
    powers[frame] = std::max(sum / static_cast<double>(window), kLeastPower);
  }
  return powers;
}

}  // namespace

Part trim_silence(std::span<const float> samples, double top_db, const FeatureOptions& options) {
  if (top_db == 0.0 || samples.empty()) return {0, samples.size()};
  const std::vector<double> power = powers(samples, options);
  const double least = *std::ranges::max_element(power) * std::pow(10.0, -top_db / 10.0);
  const auto is_loud = [&](double value) { return value > least; };
  const auto first = std::ranges::find_if(power, is_loud) - power.begin();
  const auto behind = std::find_if(power.rbegin(), power.rend(), is_loud) - power.rbegin();
  const auto hop = static_cast<std::size_t>(options.hop_length);
  const std::size_t start = static_cast<std::size_t>(first) * hop;
  const std::size_t end = (power.size() - static_cast<std::size_t>(behind)) * hop;
  return {start, std::min(end, samples.size()) - start};
}

}  // namespace emovox::features
