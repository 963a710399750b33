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

/// magnitude: [bins, lanes]; share: in (0, 1). The answer is in bins. By quarters of the spectrum,
/// so that four sums grow at once; first each quarter's total, then where it reaches the share.
HWY_INLINE Vec rolloff(Lanes d, const double* magnitude, std::size_t bins, double share) {
  const std::size_t quarter = bins / 4;
  const double* a = magnitude;
  const double* b = a + quarter * hn::Lanes(d);
  const double* c = b + quarter * hn::Lanes(d);
  const double* e = c + quarter * hn::Lanes(d);
  const std::size_t last = bins - 3 * quarter;  // bins of the last quarter
  Vec below_b = hn::Zero(d), below_c = hn::Zero(d), below_e = hn::Zero(d), total = hn::Zero(d);
  for (std::size_t k = 0; k < quarter; ++k) {
    below_b = hn::Add(below_b, row(d, a, k));
    below_c = hn::Add(below_c, row(d, b, k));
    below_e = hn::Add(below_e, row(d, c, k));
    total = hn::Add(total, row(d, e, k));
  }
  for (std::size_t k = quarter; k < last; ++k) total = hn::Add(total, row(d, e, k));
  below_c = hn::Add(below_b, below_c);
  below_e = hn::Add(below_c, below_e);
  total = hn::Add(below_e, total);

  const Vec threshold = hn::Mul(hn::Set(d, share), total);
  const Vec one = hn::Set(d, 1.0);
  const auto look = [&](const double* rows, std::size_t k, Vec& below, Vec& bin) HWY_ATTR {
    below = hn::Add(below, row(d, rows, k));
    bin = hn::Add(bin, hn::IfThenElseZero(hn::Lt(below, threshold), one));
  };
  Vec below_a = hn::Zero(d);
  Vec bin_a = hn::Zero(d), bin_b = hn::Zero(d), bin_c = hn::Zero(d), bin_e = hn::Zero(d);
  for (std::size_t k = 0; k < quarter; ++k) {
    look(a, k, below_a, bin_a);
    look(b, k, below_b, bin_b);
    look(c, k, below_c, bin_c);
    look(e, k, below_e, bin_e);
  }
  for (std::size_t k = quarter; k < last; ++k) look(e, k, below_e, bin_e);
  const Vec bin = hn::Add(hn::Add(bin_a, bin_b), hn::Add(bin_c, bin_e));
  return hn::Min(bin, hn::Set(d, static_cast<double>(bins - 1)));
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
