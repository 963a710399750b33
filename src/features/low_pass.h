// Stage "low pass": y(n) = Σ_k h(k) x(factor·n + k): every factor-th sample of what lies under a
// quarter of the rate that is left. h is a sinc under a Hann window that ends four kept samples to
// either side; it is symmetric, so nothing moves in time, and sums to 1.
#pragma once

#include <cstddef>
#include <vector>

namespace emovox::features {

/// Immutable; safe from many threads.
class LowPass {
 public:
  explicit LowPass(std::size_t factor);

  std::size_t factor() const noexcept { return factor_; }
  std::size_t reach() const noexcept { return 4 * factor_ - 1; }  // samples to either side
  std::size_t length() const noexcept { return taps_.size(); }    // samples that are read

  /// samples: [(count - 1) * factor + length], from factor·n - reach of the first n on; out:
  /// [count]
  void apply(const float* samples, std::size_t count, float* out) const;

 private:
  std::size_t factor_;
  std::vector<float> taps_;  // h(-reach) … h(reach), then zeros up to a multiple of kTapsAtOnce
};

}  // namespace emovox::features
