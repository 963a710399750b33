// σ and tanh in vector lanes, of float or double, compiled once for each instruction set by the
// files that include it. Both are computed from e^y = 2^n (1 + q) with n = round(y / ln 2),
// r = y - n ln 2, |r| ≤ ln(2) / 2, and q = e^r - 1 by its Taylor series:
//   σ(x) = 1 / (1 + e^-x)      tanh(x) = m / (m + 2), m = e^2x - 1 = 2^n q + (2^n - 1)
// Errors, measured over float's range: σ and tanh at most 2 units in the last place of 1 (2.4e-7),
// tanh near zero 5e-7 of its value. NaN stays NaN.
#if defined(EMOVOX_KERNELS_ACTIVATION_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_KERNELS_ACTIVATION_INL_H_
#undef EMOVOX_KERNELS_ACTIVATION_INL_H_
#else
#define EMOVOX_KERNELS_ACTIVATION_INL_H_
#endif

#include <hwy/highway.h>

#include <array>
#include <cstddef>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class T>
struct ExpConstants;

template <>
struct ExpConstants<float> {
  static constexpr std::size_t kTerms = 7;  // r^8 / 8! is under 2^-27
  static constexpr int kMantissaBits = 23;
  static constexpr float kRounder = 12582912.0f;  // 1.5 · 2^23: adding it rounds to an integer
  static constexpr float kLn2High = 0.693359375f, kLn2Low = -2.12194440e-4f;
  static constexpr float kLowest = -87.0f;      // 2^n stays normal
  static constexpr float kHighest = 89.0f;      // e^y is infinite
  static constexpr float kTanhSettled = 20.0f;  // of 2x: beyond it tanh(x) rounds to 1
};

template <>
struct ExpConstants<double> {
  static constexpr std::size_t kTerms = 13;
  static constexpr int kMantissaBits = 52;
  static constexpr double kRounder = 6755399441055744.0;
  static constexpr double kLn2High = 0.693145751953125, kLn2Low = 1.4286068203094172e-6;
  static constexpr double kLowest = -708.0;
  static constexpr double kHighest = 710.0;
  static constexpr double kTanhSettled = 40.0;
};

/// 1/k! for k = 0 … kTerms.
template <class T>
inline constexpr auto kInverseFactorials = [] {
  std::array<T, ExpConstants<T>::kTerms + 1> table{};
  double factorial = 1;
  for (std::size_t k = 0; k < table.size(); ++k) {
    if (k > 0) factorial *= static_cast<double>(k);
    table[k] = static_cast<T>(1 / factorial);
  }
  return table;
}();

template <class V>
struct ScaledExp {
  V scale;  // 2^n
  V rest;   // q
};

/// y within kLowest … kHighest, or NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE ScaledExp<V> scaled_exp(D d, V y) {
  using T = hn::TFromD<D>;
  using C = ExpConstants<T>;
  const hn::RebindToSigned<D> integers;
  const V rounder = hn::Set(d, C::kRounder);
  const V shifted = hn::MulAdd(y, hn::Set(d, static_cast<T>(1.4426950408889634)), rounder);
  const V n = hn::Sub(shifted, rounder);
  const V r =
      hn::NegMulAdd(n, hn::Set(d, C::kLn2Low), hn::NegMulAdd(n, hn::Set(d, C::kLn2High), y));
  V series = hn::Set(d, kInverseFactorials<T>[C::kTerms]);
  HWY_UNROLL(12)
  for (std::size_t k = C::kTerms - 1; k >= 2; --k) {
    series = hn::MulAdd(series, r, hn::Set(d, kInverseFactorials<T>[k]));
  }
  const V rest = hn::MulAdd(hn::Mul(r, r), series, r);
  // The low bits of `shifted` are the integer n. Added to the exponent of 1, they give 2^n.
  const auto exponent = hn::ShiftLeft<C::kMantissaBits>(hn::BitCast(integers, shifted));
  const auto one = hn::BitCast(integers, hn::Set(d, T{1}));
  return {hn::BitCast(d, hn::Add(exponent, one)), rest};
}

// Without Min and Max, whose results for NaN differ between instruction sets.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V clamp_keeping_nan(D d, hn::TFromD<D> low, hn::TFromD<D> high, V x) {
  const V bottom = hn::Set(d, low), top = hn::Set(d, high);
  const V raised = hn::IfThenElse(hn::Lt(x, bottom), bottom, x);
  return hn::IfThenElse(hn::Gt(raised, top), top, raised);
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid(D d, V x) {
  using C = ExpConstants<hn::TFromD<D>>;
  const V one = hn::Set(d, hn::TFromD<D>{1});
  const auto e = scaled_exp(d, clamp_keeping_nan(d, C::kLowest, C::kHighest, hn::Neg(x)));
  return hn::Div(one, hn::MulAdd(e.scale, hn::Add(one, e.rest), one));
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V tanh(D d, V x) {
  using T = hn::TFromD<D>;
  constexpr T kSettled = ExpConstants<T>::kTanhSettled;
  const auto e = scaled_exp(d, clamp_keeping_nan(d, -kSettled, kSettled, hn::Add(x, x)));
  const V m = hn::MulAdd(e.scale, e.rest, hn::Sub(e.scale, hn::Set(d, T{1})));
  return hn::Div(m, hn::Add(m, hn::Set(d, T{2})));
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
