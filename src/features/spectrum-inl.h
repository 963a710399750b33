// Stage "spectrum" of several frames at once. spectrum.h has the formula and the tables.
//
// A real transform of 2M samples is computed by a complex one of M points. The samples x are packed
// into points z(n) = x(2n) + i·x(2n + 1). Of their transform Z,
//   E(k) = (Z(k) + conj Z(M - k)) / 2     is the transform of the even samples,
//   O(k) = (Z(k) - conj Z(M - k)) / 2i    is the transform of the odd samples,
//   X(k) = E(k) + O(k) exp(-2πik / 2M), and X(M - k) is the conjugate of E(k) - O(k) exp(-2πik /
//   2M).
#if defined(EMOVOX_FEATURES_SPECTRUM_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_SPECTRUM_INL_H
#undef EMOVOX_FEATURES_SPECTRUM_INL_H
#else
#define EMOVOX_FEATURES_SPECTRUM_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>
#include <limits>

#include "features/fourier-inl.h"
#include "features/lanes-inl.h"
#include "features/spectrum.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// Tables of rows of lanes, in the order in which the stage fills them.
struct SpectrumRows {
  const float* samples;  // [window_length]
  double* points;        // [fft_length]
  double* power;         // [bins]
  double* magnitude;     // [bins]
};

#if HWY_TARGET <= HWY_AVX3 && HWY_ARCH_X86
/// √power for finite power ≥ 0, within a few units in the last place. The processor's square root
/// of eight doubles takes three times as long. It starts from the processor's estimate
/// y ≈ 1 / √power, exact to 14 bits, and corrects it by a series in e = 1 - power · y²:
/// √power = power · y · (1 - e)^(-1/2) = power · y · (1 + e/2 + 3e²/8 + …).
HWY_INLINE Vec root(Lanes d, Vec power) {
  const Vec least = hn::Set(d, std::numeric_limits<double>::min());  // 1 / √0 is infinite
  const Vec estimate{_mm512_rsqrt14_pd(hn::Max(power, least).raw)};
  const Vec scaled = hn::Mul(power, estimate);
  const Vec error = hn::NegMulAdd(scaled, estimate, hn::Set(d, 1.0));
  Vec series = hn::MulAdd(hn::Set(d, 0.3125), error, hn::Set(d, 0.375));
  series = hn::MulAdd(series, error, hn::Set(d, 0.5));
  return hn::MulAdd(hn::Mul(scaled, error), series, scaled);
}
#else
HWY_INLINE Vec root(Lanes, Vec power) { return hn::Sqrt(power); }
#endif

HWY_INLINE void set_bin(Lanes d, Vec re, Vec im, const SpectrumRows& rows, std::size_t bin) {
  const Vec power = hn::MulAdd(re, re, hn::Mul(im, im));
  set_row(d, power, rows.power, bin);
  set_row(d, root(d, power), rows.magnitude, bin);
}

HWY_INLINE void apply_window(Lanes d, const Spectrum& spectrum, const SpectrumRows& rows) {
  const std::size_t length = spectrum.window_length();
  for (std::size_t n = 0; n < length; ++n) {
    const Vec weight = hn::Set(d, spectrum.half_window[n]);
    set_row(d, hn::Mul(weight, row(d, rows.samples, n)), rows.points, n);
  }
  for (std::size_t n = length; n < spectrum.fft_length(); ++n) {
    set_row(d, hn::Zero(d), rows.points, n);
  }
}

/// Computes the bins k and points - k from the points with the same numbers.
HWY_INLINE void unpack(Lanes d, const FourierTables& fourier, const SpectrumRows& rows,
                       std::size_t k) {
  const std::size_t mirror = fourier.points - k;
  const std::size_t point = 2 * hn::Lanes(d);  // doubles
  const double* near = rows.points + point * fourier.bit_reversed[k];
  const double* far = rows.points + point * fourier.bit_reversed[mirror];
  const Vec even_re = hn::Add(row(d, near, 0), row(d, far, 0));
  const Vec even_im = hn::Sub(row(d, near, 1), row(d, far, 1));
  const Vec odd_re = hn::Add(row(d, near, 1), row(d, far, 1));
  const Vec odd_im = hn::Sub(row(d, far, 0), row(d, near, 0));
  const Vec cosine = hn::Set(d, fourier.twiddles[k].real());
  const Vec sine = hn::Set(d, fourier.twiddles[k].imag());
  const Vec twiddled_re = hn::MulSub(odd_re, cosine, hn::Mul(odd_im, sine));
  const Vec twiddled_im = hn::MulAdd(odd_re, sine, hn::Mul(odd_im, cosine));
  set_bin(d, hn::Add(even_re, twiddled_re), hn::Add(even_im, twiddled_im), rows, k);
  set_bin(d, hn::Sub(even_re, twiddled_re), hn::Sub(even_im, twiddled_im), rows, mirror);
}

/// Computes rows.power and rows.magnitude from rows.samples; rows.points is scratch memory.
HWY_INLINE void spectrum(Lanes d, const Spectrum& tables, const SpectrumRows& rows) {
  apply_window(d, tables, rows);
  transform(d, tables.fourier, rows.points);
  const std::size_t points = tables.fourier.points;
  const Vec re = row(d, rows.points, 0);  // bin 0 keeps its index under bit reversal
  const Vec im = row(d, rows.points, 1);
  const Vec two = hn::Set(d, 2.0);
  set_bin(d, hn::Mul(two, hn::Add(re, im)), hn::Zero(d), rows, 0);
  set_bin(d, hn::Mul(two, hn::Sub(re, im)), hn::Zero(d), rows, points);
  for (std::size_t k = 1; k <= points / 2; ++k) unpack(d, tables.fourier, rows, k);
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
