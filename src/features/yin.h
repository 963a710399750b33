// Stage "yin": YIN's difference function, the squared difference between the frame and itself
// shifted by a lag of τ samples, and its normalised form:
//   d(τ) = Σ_j (x(j) - x(j + τ))²,  where all x(j) and x(j + τ) together are centred on the frame,
//   d'(τ) = d(τ) τ / Σ_{i=1..τ} d(i), or 1 if that sum is 0.
// d' is near 0 where τ is a period of the signal, near 1 if it has none. After de Cheveigné and
// Kawahara, "YIN, a fundamental frequency estimator for speech and music" (2002), where the window
// starts at the frame. The squares are summed as they are: the usual form Σ x² - 2 Σ x x' + Σ x'²
// would cancel in float.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace emovox::features {

class Yin {
 public:
  struct Lengths {
    std::size_t window = 0;   // samples; rounded up to a multiple of kSamplesAtOnce
    std::size_t longest = 0;  // lag in samples, at least 1
  };
  static constexpr std::size_t kSamplesAtOnce = 16;  // floats in the widest vectors

  explicit Yin(Lengths lengths);

  /// Samples before the centre of the frame.
  std::size_t before() const noexcept { return (window_ + longest_) / 2; }
  std::size_t length() const noexcept { return before() + (window_ + longest_ + 1) / 2; }

  /// samples: [length()]. differences d(τ) and normalised d'(τ): [longest + 1]; d(0) = 0 and
  /// d'(0) = 1.
  void apply(const float* samples, std::span<float> differences, std::span<float> normalised) const;

 private:
  std::size_t window_;   // samples
  std::size_t longest_;  // samples
};

}  // namespace emovox::features
