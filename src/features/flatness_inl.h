// Stage "flatness": geometric over arithmetic mean of the power spectrum, each bin at least 1e-10:
// exp(mean(log p(k))) / mean(p(k)); 1 for noise without colour and for silence, near 0 for a tone.
// Follows librosa.feature.spectral_flatness(S=S, power=2, amin=1e-10).
#if defined(EMOVOX_FEATURES_FLATNESS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_FLATNESS_INL_H
#undef EMOVOX_FEATURES_FLATNESS_INL_H
#else
#define EMOVOX_FEATURES_FLATNESS_INL_H
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "features/decibel.h"
#include "features/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// Σ log p(k) of [first, end): one logarithm for all of them. With p = m · 2^e and m in [1, 2), the
/// product of up to 1023 m is finite, and so many e are added as whole numbers.
HWY_INLINE Vec sum_of_logs(Lanes d, const double* power, std::size_t first, std::size_t end) {
  constexpr int kMantissaBits = 52;
  constexpr double kLn2 = 0.693147180559945309417;
  const hn::Rebind<std::uint64_t, Lanes> bits;
  const hn::Rebind<std::int64_t, Lanes> whole;
  const auto mantissa = hn::Set(bits, (std::uint64_t{1} << kMantissaBits) - 1);
  const auto one = hn::BitCast(bits, hn::Set(d, 1.0));
  const auto bias = static_cast<std::int64_t>(1023 * (end - first));
  Vec product = hn::Set(d, 1.0);
  auto exponents = hn::Zero(bits);
  for (std::size_t k = first; k < end; ++k) {
    const auto p = hn::BitCast(bits, hn::Max(row(d, power, k), hn::Set(d, kLeastPower)));
    product = hn::Mul(product, hn::BitCast(d, hn::Or(hn::And(p, mantissa), one)));
    exponents = hn::Add(exponents, hn::ShiftRight<kMantissaBits>(p));
  }
  const auto exponent = hn::Sub(hn::BitCast(whole, exponents), hn::Set(whole, bias));
  return hn::MulAdd(hn::ConvertTo(d, exponent), hn::Set(d, kLn2), hn::Log(d, product));
}

/// power: [bins, lanes]
HWY_INLINE Vec flatness(Lanes d, const double* power, std::size_t bins) {
  constexpr std::size_t kMostFactors = 1023;
  Vec logs = hn::Zero(d);
  for (std::size_t k = 0; k < bins; k += kMostFactors) {
    logs = hn::Add(logs, sum_of_logs(d, power, k, std::min(k + kMostFactors, bins)));
  }
  const Vec total = sum(d, bins, [&](std::size_t k) HWY_ATTR {
    return hn::Max(row(d, power, k), hn::Set(d, kLeastPower));
  });
  const Vec share = hn::Set(d, 1.0 / static_cast<double>(bins));
  return hn::Div(hn::Exp(d, hn::Mul(logs, share)), hn::Mul(total, share));
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
