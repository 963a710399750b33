// Stage "centroid" and "bandwidth": mean and standard deviation of frequency, the magnitude
// spectrum taken as its distribution: c = Σ f(k) S(k) / Σ S(k), b = √(Σ (f(k) - c)² S(k) / Σ S(k)).
// Follows librosa.feature.spectral_centroid(S=S) and spectral_bandwidth(S=S, p=2). As there, a
// spectrum whose sum is under the least normal float32 is not normalised: silence has centroid 0
// and bandwidth 0.
#if defined(EMOVOX_FEATURES_CENTROID_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_CENTROID_INL_H
#undef EMOVOX_FEATURES_CENTROID_INL_H
#else
#define EMOVOX_FEATURES_CENTROID_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <limits>

#include "features/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// In bins.
struct CentroidAndBandwidth {
  Vec centroid, bandwidth;
};

/// magnitude: [bins, lanes]. One pass, Σ (j - c)² S = Σ j² S - 2c Σ j S + c² Σ S, with bins counted
/// from the middle: there the terms are least, and bins as far to its left and right share a j.
HWY_INLINE CentroidAndBandwidth centroid_and_bandwidth(Lanes d, const double* magnitude,
                                                       std::size_t bins) {
  const Vec middle = hn::Set(d, static_cast<double>(bins - 1) / 2.0);
  const Vec one = hn::Set(d, 1.0);
  Vec total = hn::Zero(d), first = hn::Zero(d), second = hn::Zero(d);  // Σ S, Σ j S, Σ j² S
  if (bins % 2 == 1) total = row(d, magnitude, bins / 2);
  Vec j = middle;
  for (std::size_t k = 0; k < bins / 2; ++k) {
    const Vec left = row(d, magnitude, k);
    const Vec right = row(d, magnitude, bins - 1 - k);
    const Vec both = hn::Add(right, left);
    total = hn::Add(total, both);
    first = hn::MulAdd(j, hn::Sub(right, left), first);
    second = hn::MulAdd(j, hn::Mul(j, both), second);
    j = hn::Sub(j, one);
  }
  const Vec least = hn::Set(d, static_cast<double>(std::numeric_limits<float>::min()));
  const Vec divisor = hn::IfThenElse(hn::Lt(total, least), one, total);
  const Vec centroid = hn::Div(hn::MulAdd(middle, total, first), divisor);
  const Vec c = hn::Sub(centroid, middle);
  const Vec spread = hn::MulAdd(c, hn::MulSub(c, total, hn::Add(first, first)), second);
  return {centroid, hn::Sqrt(hn::Div(hn::Max(spread, hn::Zero(d)), divisor))};
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
