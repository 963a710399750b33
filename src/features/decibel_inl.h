// Stage "decibel" of several frames at once: dB(p) = 10 log10(max(1e-10, p)). decibel.h has the
// rest of the stage.
#if defined(EMOVOX_FEATURES_DECIBEL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_DECIBEL_INL_H
#undef EMOVOX_FEATURES_DECIBEL_INL_H
#else
#define EMOVOX_FEATURES_DECIBEL_INL_H
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include "features/decibel.h"
#include "features/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

HWY_INLINE Vec decibel(Lanes d, Vec power) {
  constexpr double kDecibels = 4.34294481903251827651;  // 10 / log(10)
  return hn::Mul(hn::Set(d, kDecibels), hn::Log(d, hn::Max(power, hn::Set(d, kLeastPower))));
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
