// Quantiles of measurements.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace emovox::bench {

/// The value that the share `share` of values does not exceed; 1 gives the maximum, no values give
/// 0. Reorders `values`.
inline double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0.0;
  const auto place = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + place, values.end());
  return values[static_cast<std::size_t>(place)];
}

}  // namespace emovox::bench
