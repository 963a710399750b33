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

/// What the sums are divided by.
HWY_INLINE Vec magnitude_total(Lanes d, const double* magnitude, std::size_t bins) {
  const Vec total = sum(d, bins, [&](std::size_t k) HWY_ATTR { return row(d, magnitude, k); });
  const Vec least = hn::Set(d, static_cast<double>(std::numeric_limits<float>::min()));
  return hn::IfThenElse(hn::Lt(total, least), hn::Set(d, 1.0), total);
}

/// magnitude: [bins, lanes]. The answer is in bins.
HWY_INLINE Vec centroid(Lanes d, const double* magnitude, std::size_t bins, Vec total) {
  const Vec weighted = sum(d, bins, [&](std::size_t k) HWY_ATTR {
    return hn::Mul(hn::Set(d, static_cast<double>(k)), row(d, magnitude, k));
  });
  return hn::Div(weighted, total);
}

/// magnitude: [bins, lanes]; centre, and the answer: bins.
HWY_INLINE Vec bandwidth(Lanes d, const double* magnitude, std::size_t bins, Vec total,
                         Vec centre) {
  const Vec weighted = sum(d, bins, [&](std::size_t k) HWY_ATTR {
    const Vec deviation = hn::Sub(hn::Set(d, static_cast<double>(k)), centre);
    return hn::Mul(hn::Mul(deviation, deviation), row(d, magnitude, k));
  });
  return hn::Sqrt(hn::Div(weighted, total));
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
