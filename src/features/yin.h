// Stage "yin": how unlike itself a frame is when moved by a lag of τ samples,
//   d(τ) = Σ_j (x(j) - x(j + τ))²,  j over a window of which [j, j + τ] is centred on the frame,
//   d'(τ) = d(τ) τ / Σ_{i=1..τ} d(i), 1 where that sum is 0:
// near 0 at a period, near 1 where there is none. After de Cheveigné and Kawahara, "YIN, a
// fundamental frequency estimator for speech and music" (2002), whose window starts at the frame.
// The difference is computed as it stands, for sums of squares would cancel in float.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace emovox::features {

class Yin {
 public:
  struct Lengths {
    std::size_t window = 0;   // samples, at least; made a multiple of kSamplesAtOnce
    std::size_t longest = 0;  // lag in samples, at least 1
  };
  static constexpr std::size_t kSamplesAtOnce = 16;  // as many as the widest vectors have floats

  explicit Yin(Lengths lengths);

  std::size_t before() const noexcept { return (window_ + longest_) / 2; }  // the frame's centre
  std::size_t length() const noexcept { return before() + (window_ + longest_ + 1) / 2; }

  /// samples: [length()]. differences d(τ) and normalised d'(τ): [longest + 1], both 0 and 1 at τ =
  /// 0.
  void apply(const float* samples, std::span<float> differences, std::span<float> normalised) const;

 private:
  std::size_t window_;   // samples
  std::size_t longest_;  // samples
};

}  // namespace emovox::features
