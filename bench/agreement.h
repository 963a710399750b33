// Checks that all contenders compute the same results, so that the benchmark compares the same
// work.
#pragma once

namespace emovox::bench {

/// The largest difference allowed, relative to the largest value.
inline constexpr double kTolerance = 1e-4;

/// Compares our hidden states and gradients with those of libtorch and oneDNN for the same weights.
/// Throws internal on the first difference. Prints each comparison.
void check_agreement();

}  // namespace emovox::bench
