// Stage "rms": √(Σ x(n)² / window_length) over a frame, zeros beyond the signal's edges.
// Follows librosa.feature.rms(y=y, frame_length, hop_length, center=True).
#if defined(EMOVOX_FEATURES_RMS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_RMS_INL_H
#undef EMOVOX_FEATURES_RMS_INL_H
#else
#define EMOVOX_FEATURES_RMS_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "features/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// samples: [length, lanes]
HWY_INLINE Vec mean_square(Lanes d, const float* samples, std::size_t length) {
  const Vec energy = sum(d, length, [&](std::size_t n) HWY_ATTR {
    const Vec sample = row(d, samples, n);
    return hn::Mul(sample, sample);
  });
  return hn::Div(energy, hn::Set(d, static_cast<double>(length)));
}

HWY_INLINE Vec rms(Vec mean_square) { return hn::Sqrt(mean_square); }

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
