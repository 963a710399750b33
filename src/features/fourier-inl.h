// The fast Fourier transform (FFT) of several frames at once. spectrum.h has the method and the
// tables. A point is two rows of lanes: real part, imaginary part.
#if defined(EMOVOX_FEATURES_FOURIER_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_FOURIER_INL_H
#undef EMOVOX_FEATURES_FOURIER_INL_H
#else
#define EMOVOX_FEATURES_FOURIER_INL_H
#endif

#include <hwy/highway.h>

#include <complex>
#include <cstddef>

#include "features/lanes-inl.h"
#include "features/spectrum.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// Stores (re + i·im) · twiddle as a point.
HWY_INLINE void set_product(Lanes d, Vec re, Vec im, std::complex<double> twiddle, double* point) {
  const Vec cosine = hn::Set(d, twiddle.real());
  const Vec sine = hn::Set(d, twiddle.imag());
  set_row(d, hn::MulSub(re, cosine, hn::Mul(im, sine)), point, 0);
  set_row(d, hn::MulAdd(re, sine, hn::Mul(im, cosine)), point, 1);
}

/// The twiddle factors of a butterfly's outputs 1, 2 and 3.
struct Twiddles {
  std::complex<double> one, two, three;
};

/// A radix-4 butterfly: the four-point transform of four points, `stride` doubles apart, in place,
/// and each output times its twiddle factor. Without kTwiddles, all factors are 1.
template <bool kTwiddles>
HWY_INLINE void butterfly(Lanes d, double* a, std::size_t stride, const Twiddles& twiddles) {
  double* b = a + stride;
  double* c = b + stride;
  double* e = c + stride;
  const Vec sum_re = hn::Add(row(d, a, 0), row(d, c, 0));
  const Vec sum_im = hn::Add(row(d, a, 1), row(d, c, 1));
  const Vec difference_re = hn::Sub(row(d, a, 0), row(d, c, 0));
  const Vec difference_im = hn::Sub(row(d, a, 1), row(d, c, 1));
  const Vec odd_sum_re = hn::Add(row(d, b, 0), row(d, e, 0));
  const Vec odd_sum_im = hn::Add(row(d, b, 1), row(d, e, 1));
  const Vec odd_difference_re = hn::Sub(row(d, b, 0), row(d, e, 0));
  const Vec odd_difference_im = hn::Sub(row(d, b, 1), row(d, e, 1));

  const auto set = [&](double* point, Vec re, Vec im, std::complex<double> twiddle) HWY_ATTR {
    if constexpr (kTwiddles) {
      set_product(d, re, im, twiddle, point);
    } else {
      set_row(d, re, point, 0);
      set_row(d, im, point, 1);
    }
  };
  set_row(d, hn::Add(sum_re, odd_sum_re), a, 0);
  set_row(d, hn::Add(sum_im, odd_sum_im), a, 1);
  // The odd difference times -i is (im, -re).
  set(b, hn::Add(difference_re, odd_difference_im), hn::Sub(difference_im, odd_difference_re),
      twiddles.one);
  set(c, hn::Sub(sum_re, odd_sum_re), hn::Sub(sum_im, odd_sum_im), twiddles.two);
  set(e, hn::Sub(difference_re, odd_difference_im), hn::Add(difference_im, odd_difference_re),
      twiddles.three);
}

/// Splits every block of `length` points into four blocks of length / 4.
HWY_INLINE void split_in_four(Lanes d, const FourierTables& tables, std::size_t length,
                              double* points) {
  const std::size_t point = 2 * hn::Lanes(d);  // doubles
  const std::size_t quarter = length / 4;
  const std::size_t step = 2 * tables.points / length;  // of the twiddle factors
  for (std::size_t block = 0; block < tables.points; block += length) {
    butterfly<false>(d, points + block * point, quarter * point, {});
  }
  for (std::size_t j = 1; j < quarter; ++j) {
    const std::complex<double>* factor = tables.twiddles.data();
    const Twiddles twiddles{factor[j * step], factor[2 * j * step], factor[3 * j * step]};
    for (std::size_t block = 0; block < tables.points; block += length) {
      butterfly<true>(d, points + (block + j) * point, quarter * point, twiddles);
    }
  }
}

/// Splits every block of two points into two blocks of one.
HWY_INLINE void split_in_two(Lanes d, std::size_t count, double* points) {
  for (std::size_t block = 0; block < count; block += 2) {
    double* a = points + block * 2 * hn::Lanes(d);
    for (std::size_t part = 0; part < 2; ++part) {
      const Vec first = row(d, a, part);
      const Vec second = row(d, a, 2 + part);
      set_row(d, hn::Add(first, second), a, part);
      set_row(d, hn::Sub(first, second), a, 2 + part);
    }
  }
}

/// points [tables.points, 2, lanes] → their transform, in place; bin k is the point with the
/// bit-reversed index tables.bit_reversed[k].
HWY_INLINE void transform(Lanes d, const FourierTables& tables, double* points) {
  std::size_t length = tables.points;
  for (; length >= 4; length /= 4) split_in_four(d, tables, length, points);
  if (length == 2) split_in_two(d, tables.points, points);
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
