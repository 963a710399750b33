#include "features/centroid.h"

#include <cmath>
#include <cstddef>
#include <limits>

#include "features/sum.h"

namespace emovox::features {

Centroid centroid_and_bandwidth(std::span<const double> magnitude, double bin_width) {
  const std::size_t bins = magnitude.size();
  double total = sum(bins, [=](std::size_t k) { return magnitude[k]; });
  if (total < static_cast<double>(std::numeric_limits<float>::min())) total = 1.0;

  const double centre =  // in bins
      sum(bins, [=](std::size_t k) { return static_cast<double>(k) * magnitude[k]; }) / total;
  const double variance = sum(bins,
                              [=](std::size_t k) {
                                const double deviation = static_cast<double>(k) - centre;
                                return deviation * deviation * magnitude[k];
                              }) /
                          total;
  return {centre * bin_width, std::sqrt(variance) * bin_width};
}

}  // namespace emovox::features
