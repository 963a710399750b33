// GELU by the error function in vector lanes, compiled once for each instruction set by the files
// that include it: gelu(x) = x / 2 · (1 + erf(x / √2)) (Hendrycks and Gimpel, "Gaussian Error
// Linear Units", 2016). erf(z) = z P(z²) / Q(z²) for |z| ≤ 3.95, beyond which erf rounds to ±1. P
// and Q have degree 5 and were fitted by weighted least squares to the least largest error, 1.8e-8;
// in float, the error of erf is at most 4e-7. NaN stays NaN.
#if defined(EMOVOX_KERNELS_GELU_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_KERNELS_GELU_INL_H_
#undef EMOVOX_KERNELS_GELU_INL_H_
#else
#define EMOVOX_KERNELS_GELU_INL_H_
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "kernels/activation-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

inline constexpr float kErfBound = 3.95f;
inline constexpr float kErfNumerator[] = {1.128379006e+00f, 1.940344149e-01f, 5.320690100e-02f,
                                          3.917268013e-03f, 2.876003037e-04f, 2.011760650e-06f};
inline constexpr float kErfDenominator[] = {
    1.0f, 5.052900106e-01f, 1.155902351e-01f, 1.527059863e-02f, 1.198190456e-03f, 3.783988606e-05f};

/// Σ coefficients[k] sᵏ, by Horner's rule.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V erf_polynomial(D d, const float (&coefficients)[6], V s) {
  V sum = hn::Set(d, coefficients[5]);
  HWY_UNROLL(5)
  for (std::size_t k = 5; k >= 1; --k) sum = hn::MulAdd(sum, s, hn::Set(d, coefficients[k - 1]));
  return sum;
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE V gelu(D d, V x) {
  const V half = hn::Mul(x, hn::Set(d, 0.5f));
  const V z =
      clamp_keeping_nan(d, -kErfBound, kErfBound, hn::Mul(x, hn::Set(d, 0.70710678118654752f)));
  const V s = hn::Mul(z, z);
  const V erf = hn::Div(hn::Mul(z, erf_polynomial(d, kErfNumerator, s)),
                        erf_polynomial(d, kErfDenominator, s));
  return hn::MulAdd(half, erf, half);
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
