// Stage "log_mel" of several frames at once. log_mel.h has the formulas and the tables.
#if defined(EMOVOX_FEATURES_LOG_MEL_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_LOG_MEL_INL_H
#undef EMOVOX_FEATURES_LOG_MEL_INL_H
#else
#define EMOVOX_FEATURES_LOG_MEL_INL_H
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cstddef>

#include "features/lanes-inl.h"
#include "features/log_mel.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// power [bins, lanes] → the energy of one band
HWY_INLINE Vec mel_energy(Lanes d, const MelFilterbank& filterbank, const double* power,
                          std::size_t band) {
  const auto [first_bin, first_weight, count] = filterbank.band(band);
  const double* weights = filterbank.weights() + first_weight;
  Vec energy = hn::Zero(d);
  for (std::size_t i = 0; i < count; ++i) {
    energy = hn::MulAdd(hn::Set(d, weights[i]), row(d, power, first_bin + i), energy);
  }
  return energy;
}

/// 10 log10(max(1e-10, power))
HWY_INLINE Vec decibel(Lanes d, Vec power) {
  constexpr double kDecibels = 4.34294481903251827651;  // 10 / log(10)
  return hn::Mul(hn::Set(d, kDecibels), hn::Log(d, hn::Max(power, hn::Set(d, kLeastPower))));
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
