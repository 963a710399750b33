#include "features/decibel.h"

#include <algorithm>
#include <cmath>

namespace emovox::features {

float power_to_db(double power) {
  constexpr double kLeastPower = 1e-10;
  return static_cast<float>(10.0 * std::log10(std::max(kLeastPower, power)));
}

void floor_under_maximum(std::span<float> decibels, double top_db) {
  if (decibels.empty()) return;
  const float maximum = *std::max_element(decibels.begin(), decibels.end());
  const auto floor = static_cast<float>(maximum - top_db);
  for (float& value : decibels) value = std::max(value, floor);
}

}  // namespace emovox::features
