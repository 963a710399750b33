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

/// Σ log f over factors f: one logarithm for all of them. With f = m · 2^e and m in [1, 2), the
/// product of up to 1023 m is finite, and so many e are added as whole numbers.
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

  /// factors: as many as were added.
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

/// Of bins [first, end). Powers are multiplied two by two before they are taken apart; the
/// greatest, of float32 samples, are far under the root of the greatest double.
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

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
