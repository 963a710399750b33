// Stage "roll-off": the least frequency under and at which `share` of the summed magnitudes lies:
// min f(k) with Σ_{j ≤ k} S(j) ≥ share · Σ S. Silence has roll-off 0.
// Follows librosa.feature.spectral_rolloff(S=S, roll_percent=share).
#if defined(EMOVOX_FEATURES_ROLLOFF_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_ROLLOFF_INL_H
#undef EMOVOX_FEATURES_ROLLOFF_INL_H
#else
#define EMOVOX_FEATURES_ROLLOFF_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "features/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// magnitude: [bins, lanes]; share: in (0, 1). The answer is in bins.
HWY_INLINE Vec rolloff(Lanes d, const double* magnitude, std::size_t bins, double share) {
  const Vec total = sum(d, bins, [&](std::size_t k) HWY_ATTR { return row(d, magnitude, k); });
  const Vec threshold = hn::Mul(hn::Set(d, share), total);
  const Vec one = hn::Set(d, 1.0);
  Vec below = hn::Zero(d);
  Vec bin = hn::Zero(d);
  for (std::size_t k = 0; k + 1 < bins; ++k) {  // the last bin needs no look: no other is left
    below = hn::Add(below, row(d, magnitude, k));
    bin = hn::Add(bin, hn::IfThenElseZero(hn::Lt(below, threshold), one));
  }
  return bin;
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
