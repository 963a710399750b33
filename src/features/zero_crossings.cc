#include "features/zero_crossings.h"

namespace emovox::features {

float zero_crossing_rate(std::span<const float> inside, std::size_t window_length) {
  constexpr double kThreshold = 1e-10;
  const auto negative = [](float sample) { return sample < -kThreshold; };
  int crossings = 0;
  for (std::size_t i = 1; i < inside.size(); ++i) {
    crossings += static_cast<int>(negative(inside[i]) != negative(inside[i - 1]));
  }
  return static_cast<float>(crossings / static_cast<double>(window_length));
}

}  // namespace emovox::features
