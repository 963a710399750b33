// Stage "statistics": the six statistics of a frame, computed for several frames at once: the zero
// crossing rate (zcr) and root mean square (rms) of its samples; centroid, bandwidth, flatness and
// roll-off of its spectrum. samples: [window_length, lanes]; magnitude S(k) and power p(k):
// [bins, lanes].
#if defined(EMOVOX_FEATURES_STATISTICS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_STATISTICS_INL_H
#undef EMOVOX_FEATURES_STATISTICS_INL_H
#else
#define EMOVOX_FEATURES_STATISTICS_INL_H
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include "features/lanes-inl.h"
#include "features/log_mel.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

// --- zcr ----------------------------------------------------------------------------------------
// The number of changes of sign between neighbouring samples of a frame, divided by window_length.
// Follows librosa.feature.zero_crossing_rate(y, frame_length, hop_length, center=True): samples
// within ±1e-10 count as +0, and the frame's first sample is no crossing. librosa pads the signal's
// edges with the value of the edge, which adds no crossing, so padding is left out here.
//
// Here the lanes of a vector are neighbouring samples of one frame.

/// The number of crossings. inside: a frame without its padding.
HWY_INLINE std::size_t zero_crossings(std::span<const float> inside) {
  // For a float, x ≤ -1e-10F is the same as x < -1e-10: -1e-10F is the first float below -1e-10.
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

// --- rms ----------------------------------------------------------------------------------------
// √(Σ x(n)² / window_length) over a frame, with zeros beyond the signal's edges.
// Follows librosa.feature.rms(y=y, frame_length, hop_length, center=True).

/// samples: [length, lanes]
HWY_INLINE Vec mean_square(Lanes d, const float* samples, std::size_t length) {
  const Vec energy = sum(d, length, [&](std::size_t n) HWY_ATTR {
    const Vec sample = row(d, samples, n);
    return hn::Mul(sample, sample);
  });
  return hn::Div(energy, hn::Set(d, static_cast<double>(length)));
}

HWY_INLINE Vec rms(Vec mean_square) { return hn::Sqrt(mean_square); }

// --- centroid and bandwidth ---------------------------------------------------------------------
// Mean and standard deviation of frequency, with the magnitude spectrum as its distribution:
// c = Σ f(k) S(k) / Σ S(k), b = √(Σ (f(k) - c)² S(k) / Σ S(k)).
// Follows librosa.feature.spectral_centroid(S=S) and spectral_bandwidth(S=S, p=2). As there, a
// spectrum whose sum is below the smallest normal float32 is not normalised: silence has centroid 0
// and bandwidth 0.

/// In bins.
struct CentroidAndBandwidth {
  Vec centroid, bandwidth;
};

/// magnitude: [bins, lanes]. One pass: Σ (j - c)² S = Σ j² S - 2c Σ j S + c² Σ S. Bins are counted
/// from the middle of the spectrum, where rounding is smallest, in pairs -j and j.
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

// --- flatness -----------------------------------------------------------------------------------
// The geometric mean of the power spectrum over its arithmetic mean, each bin at least 1e-10:
// exp(mean(log p(k))) / mean(p(k)). It is 1 for white noise and for silence, near 0 for a tone.
// Follows librosa.feature.spectral_flatness(S=S, power=2, amin=1e-10).

/// Σ log f over factors f, by one logarithm for all of them: with f = m · 2^e and m in [1, 2), it
/// is log Π m + log 2 · Σ e. The product of up to 1023 mantissas m is finite.
class LogProduct {
 public:
  static constexpr std::size_t kMostFactors = 1023;

  HWY_INLINE explicit LogProduct(Lanes d)
      : product_(hn::Set(d, 1.0)), exponents_(hn::Zero(Bits())) {}

  HWY_INLINE void add(Lanes d, Vec factor) {
    const auto mantissa = hn::Set(Bits(), (std::uint64_t{1} << kMantissaBits) - 1);
    const auto one = hn::BitCast(Bits(), hn::Set(d, 1.0));
    const auto bits = hn::BitCast(Bits(), factor);
    product_ = hn::Mul(product_, hn::BitCast(d, hn::Or(hn::And(bits, mantissa), one)));
    exponents_ = hn::Add(exponents_, hn::ShiftRight<kMantissaBits>(bits));
  }

  /// factors: the number of factors that were added.
  HWY_INLINE Vec log(Lanes d, std::size_t factors) const {
    constexpr double kLn2 = 0.693147180559945309417;
    const hn::Rebind<std::int64_t, Lanes> whole;
    const auto bias = hn::Set(whole, static_cast<std::int64_t>(1023 * factors));
    const auto exponent = hn::Sub(hn::BitCast(whole, exponents_), bias);
    return hn::MulAdd(hn::ConvertTo(d, exponent), hn::Set(d, kLn2), hn::Log(d, product_));
  }

 private:
  using Bits = hn::Rebind<std::uint64_t, Lanes>;
  static constexpr int kMantissaBits = 52;

  Vec product_;
  hn::Vec<Bits> exponents_;
};

struct FlatnessSums {
  Vec logs;   // Σ log p
  Vec total;  // Σ p
};

/// Of bins [first, end). Two powers at a time are multiplied before they are split into mantissa
/// and exponent. This does not overflow: powers of float32 samples are far below the root of the
/// largest double.
HWY_INLINE FlatnessSums flatness_sums(Lanes d, const double* power, std::size_t first,
                                      std::size_t end) {
  const auto floored = [&](std::size_t k)
                           HWY_ATTR { return hn::Max(row(d, power, k), hn::Set(d, kLeastPower)); };
  LogProduct product(d);
  Vec even = hn::Zero(d), odd = hn::Zero(d);
  std::size_t k = first;
  for (; k + 2 <= end; k += 2) {
    const Vec p = floored(k);
    const Vec q = floored(k + 1);
    even = hn::Add(even, p);
    odd = hn::Add(odd, q);
    product.add(d, hn::Mul(p, q));
  }
  if (k < end) {
    even = hn::Add(even, floored(k));
    product.add(d, floored(k));
  }
  return {product.log(d, (end - first + 1) / 2), hn::Add(even, odd)};
}

/// power: [bins, lanes]
HWY_INLINE Vec flatness(Lanes d, const double* power, std::size_t bins) {
  constexpr std::size_t kMostBins = 2 * LogProduct::kMostFactors;
  Vec logs = hn::Zero(d), total = hn::Zero(d);
  for (std::size_t k = 0; k < bins; k += kMostBins) {
    const FlatnessSums part = flatness_sums(d, power, k, std::min(k + kMostBins, bins));
    logs = hn::Add(logs, part.logs);
    total = hn::Add(total, part.total);
  }
  const Vec share = hn::Set(d, 1.0 / static_cast<double>(bins));
  return hn::Div(hn::Exp(d, hn::Mul(logs, share)), hn::Mul(total, share));
}

// --- rolloff ------------------------------------------------------------------------------------
// The lowest frequency such that the magnitudes up to it make at least `share` of their sum:
// min f(k) with Σ_{j ≤ k} S(j) ≥ share · Σ S. Silence has roll-off 0.
// Follows librosa.feature.spectral_rolloff(S=S, roll_percent=share).

/// In bins. magnitude: [bins, lanes]; share: in (0, 1). The spectrum is cut into quarters, so that
/// four independent sums are added at once: first the total of each quarter, then the number of
/// bins at which the running sum is still below the share.
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
  const auto count_below = [&](const double* rows, std::size_t k, Vec& below, Vec& bin) HWY_ATTR {
    below = hn::Add(below, row(d, rows, k));
    bin = hn::Add(bin, hn::IfThenElseZero(hn::Lt(below, threshold), one));
  };
  Vec below_a = hn::Zero(d);
  Vec bin_a = hn::Zero(d), bin_b = hn::Zero(d), bin_c = hn::Zero(d), bin_e = hn::Zero(d);
  for (std::size_t k = 0; k < quarter; ++k) {
    count_below(a, k, below_a, bin_a);
    count_below(b, k, below_b, bin_b);
    count_below(c, k, below_c, bin_c);
    count_below(e, k, below_e, bin_e);
  }
  for (std::size_t k = quarter; k < last; ++k) count_below(e, k, below_e, bin_e);
  const Vec bin = hn::Add(hn::Add(bin_a, bin_b), hn::Add(bin_c, bin_e));
  return hn::Min(bin, hn::Set(d, static_cast<double>(bins - 1)));
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
