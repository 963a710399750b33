// Stage "low pass": decimation by `factor`, y(n) = Σ_k h(k) x(factor·n + k), with a cut-off at a
// quarter of the new sample rate. h is a sinc under a Hann window that ends four new samples to
// either side. It is symmetric, so that it adds no delay, and sums to 1.
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
  std::size_t length() const noexcept { return taps_.size(); }    // samples that one output reads

  /// samples: [(count - 1) * factor + length], the first is number factor·n - reach of the first
  /// output n. out: [count]
  void apply(const float* samples, std::size_t count, float* out) const;

 private:
  std::size_t factor_;
  std::vector<float> taps_;  // h(-reach) … h(reach), then zeros up to a multiple of kTapsAtOnce
};

}  // namespace emovox::features
