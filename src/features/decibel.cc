#include "features/decibel.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace emovox::features {
namespace {

/// By sixteen maxima in turn: compilers put them side by side in vectors.
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

void floor_under_maximum(std::span<float> decibels, double top_db) {
  if (decibels.empty()) return;
  const auto floor = static_cast<float>(maximum(decibels) - top_db);
  for (float& value : decibels) value = std::max(value, floor);
}

}  // namespace emovox::features
