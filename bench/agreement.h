// A benchmark that measures different work measures nothing: every contender must give our numbers.
#pragma once

namespace emovox::bench {

/// Largest difference allowed, as a share of the largest value.
inline constexpr double kTolerance = 1e-4;

/// Compares hidden states and gradients of ours with libtorch's and oneDNN's on the same weights.
/// Throws Error internal on the first that differ. Prints what it compared.
void check_agreement();

}  // namespace emovox::bench
