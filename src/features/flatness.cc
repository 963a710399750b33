#include "features/flatness.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "features/sum.h"

namespace emovox::features {

double flatness(std::span<const double> power) {
  constexpr double kLeastPower = 1e-10;
  const auto bins = static_cast<double>(power.size());
  const auto bin = [=](std::size_t k) { return std::max(kLeastPower, power[k]); };

  // One logarithm for three bins. A float32 sample keeps p under 1e82, so no product overflows.
  const std::size_t triples = power.size() / 3;
  double logarithms = sum(triples, [=](std::size_t i) {
    return std::log(bin(3 * i) * bin(3 * i + 1) * bin(3 * i + 2));
  });
  for (std::size_t k = 3 * triples; k < power.size(); ++k) logarithms += std::log(bin(k));

  return std::exp(logarithms / bins) / (sum(power.size(), bin) / bins);
}

}  // namespace emovox::features
