// Mean and deviation of paired differences, as the tests of paired_tests.h need them.
#pragma once

#include <optional>
#include <span>

namespace emovox::evaluation {

/// Parts of the largest difference that are rounding, not evidence.
inline constexpr double kRounding = 1e-12;

struct Moments {
  double mean = 0.0;
  double deviation = 0.0;   // sample standard deviation
  bool has_spread = false;  // the deviation is more than rounding
  bool all_zero = true;
};

Moments moments_of(std::span<const double> differences);

/// Cohen's d_z = mean / deviation: 0 where all differences are zero, nothing where they are equal.
std::optional<double> standardised_mean(const Moments& moments);

}  // namespace emovox::evaluation
