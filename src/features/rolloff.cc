#include "features/rolloff.h"

#include "features/sum.h"

namespace emovox::features {

std::size_t rolloff_bin(std::span<const double> magnitude, double share) {
  const double threshold =
      share * sum(magnitude.size(), [=](std::size_t k) { return magnitude[k]; });
  double below = 0.0;
  for (std::size_t k = 0; k < magnitude.size(); ++k) {
    below += magnitude[k];
    if (below >= threshold) return k;
  }
  return magnitude.size() - 1;  // share so near 1 that the two sums' rounding decides
}

}  // namespace emovox::features
