// Stage "zero crossings": changes of sign between neighbours in a frame / window_length.
// Follows librosa.feature.zero_crossing_rate(y, frame_length, hop_length, center=True): samples
// within ±1e-10 count as +0, the frame's first sample is no crossing, and the signal's edges are
// padded with their own value, so padding crosses nothing and is left out here.
//
// Here the lanes are neighbours in time.
#if defined(EMOVOX_FEATURES_ZERO_CROSSINGS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_ZERO_CROSSINGS_INL_H
#undef EMOVOX_FEATURES_ZERO_CROSSINGS_INL_H
#else
#define EMOVOX_FEATURES_ZERO_CROSSINGS_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <span>

#include "features/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// inside: a frame without its padding. The answer is a count.
HWY_INLINE std::size_t zero_crossings(std::span<const float> inside) {
  // x ≤ -1e-10F says the same of a float as x < -1e-10: that float is the next beyond.
  constexpr float kNegative = -1e-10F;
  static_assert(static_cast<double>(kNegative) < -1e-10);
  const hn::ScalableTag<float> d;
  const auto negative = hn::Set(d, kNegative);
  std::size_t crossings = 0;
  std::size_t n = 1;
  for (; n + hn::Lanes(d) <= inside.size(); n += hn::Lanes(d)) {
    const auto before = hn::Le(hn::LoadU(d, inside.data() + n - 1), negative);
    const auto after = hn::Le(hn::LoadU(d, inside.data() + n), negative);
    crossings += hn::CountTrue(d, hn::Xor(before, after));
  }
  for (; n < inside.size(); ++n) {
    crossings += (inside[n - 1] <= kNegative) != (inside[n] <= kNegative) ? 1 : 0;
  }
  return crossings;
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
