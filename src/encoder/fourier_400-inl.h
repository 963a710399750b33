// The Fourier transform of 400 samples of several frames at once. fourier_400.h has the formula and
// the tables. A point is two rows of lanes: real part, imaginary part.
#if defined(EMOVOX_ENCODER_FOURIER_400_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_ENCODER_FOURIER_400_INL_H_
#undef EMOVOX_ENCODER_FOURIER_400_INL_H_
#else
#define EMOVOX_ENCODER_FOURIER_400_INL_H_
#endif

#include <hwy/highway.h>

#include <complex>
#include <cstddef>
#include <utility>

#include "encoder/fourier_400.h"
#include "features/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::encoder::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using features::HWY_NAMESPACE::Lanes;
using features::HWY_NAMESPACE::row;
using features::HWY_NAMESPACE::set_row;
using features::HWY_NAMESPACE::Vec;

/// A complex number in each lane.
struct Point {
  Vec re, im;
};

HWY_INLINE Point load_point(Lanes d, const double* points, std::size_t index) {
  return {row(d, points, 2 * index), row(d, points, 2 * index + 1)};
}

HWY_INLINE void store_point(Lanes d, const Point& value, double* points, std::size_t index) {
  set_row(d, value.re, points, 2 * index);
  set_row(d, value.im, points, 2 * index + 1);
}

HWY_INLINE Point sum(const Point& a, const Point& b) {
  return {hn::Add(a.re, b.re), hn::Add(a.im, b.im)};
}

HWY_INLINE Point difference(const Point& a, const Point& b) {
  return {hn::Sub(a.re, b.re), hn::Sub(a.im, b.im)};
}

/// -i · a
HWY_INLINE Point turned(const Point& a) { return {a.im, hn::Neg(a.re)}; }

HWY_INLINE Point product(Lanes d, const Point& a, std::complex<double> factor) {
  const Vec re = hn::Set(d, factor.real()), im = hn::Set(d, factor.imag());
  return {hn::MulSub(a.re, re, hn::Mul(a.im, im)), hn::MulAdd(a.re, im, hn::Mul(a.im, re))};
}

/// a + x b + y c, with real factors.
HWY_INLINE Point combined(Lanes d, const Point& a, double x, const Point& b, double y,
                          const Point& c) {
  const Vec vx = hn::Set(d, x), vy = hn::Set(d, y);
  return {hn::MulAdd(vx, b.re, hn::MulAdd(vy, c.re, a.re)),
          hn::MulAdd(vx, b.im, hn::MulAdd(vy, c.im, a.im))};
}

/// The transforms of two, four and five points, in place.
HWY_INLINE void small_transform(Lanes, Point (&a)[2]) {
  const Point first = a[0];
  a[0] = sum(first, a[1]);
  a[1] = difference(first, a[1]);
}

HWY_INLINE void small_transform(Lanes, Point (&a)[4]) {
  const Point even = sum(a[0], a[2]), odd = sum(a[1], a[3]);
  const Point even_gap = difference(a[0], a[2]), odd_gap = turned(difference(a[1], a[3]));
  a[0] = sum(even, odd);
  a[1] = sum(even_gap, odd_gap);
  a[2] = difference(even, odd);
  a[3] = difference(even_gap, odd_gap);
}

HWY_INLINE void small_transform(Lanes d, Point (&a)[5]) {
  constexpr double kCos1 = 0.30901699437494742410, kCos2 = -0.80901699437494742410;  // of 2πk/5
  constexpr double kSin1 = 0.95105651629515357212, kSin2 = 0.58778525229247312917;
  const Point zero{hn::Zero(d), hn::Zero(d)};
  const Point outer = sum(a[1], a[4]), inner = sum(a[2], a[3]);
  const Point outer_gap = turned(difference(a[1], a[4]));
  const Point inner_gap = turned(difference(a[2], a[3]));
  const Point near = combined(d, a[0], kCos1, outer, kCos2, inner);
  const Point far = combined(d, a[0], kCos2, outer, kCos1, inner);
  const Point near_gap = combined(d, zero, kSin1, outer_gap, kSin2, inner_gap);
  const Point far_gap = combined(d, zero, kSin2, outer_gap, -kSin1, inner_gap);
  a[0] = sum(a[0], sum(outer, inner));
  a[1] = sum(near, near_gap);
  a[2] = sum(far, far_gap);
  a[3] = difference(far, far_gap);
  a[4] = difference(near, near_gap);
}

/// One stage: blocks of `length` points, `blocks` of them, from x to y.
template <std::size_t kRadix>
HWY_INLINE void stage(Lanes d, const FourierTables400& tables, std::size_t length, const double* x,
                      double* y) {
  const std::size_t blocks = kPoints / length, part = length / kRadix;
  const std::size_t step = kFrameLength / length;  // of the twiddle factors
  for (std::size_t p = 0; p < part; ++p) {
    for (std::size_t q = 0; q < blocks; ++q) {
      Point a[kRadix];
      HWY_UNROLL(5)
      for (std::size_t k = 0; k < kRadix; ++k) {
        a[k] = load_point(d, x, q + blocks * (p + k * part));
      }
      small_transform(d, a);
      store_point(d, a[0], y, q + blocks * kRadix * p);
      HWY_UNROLL(5)
      for (std::size_t j = 1; j < kRadix; ++j) {
        const Point turned_by = product(d, a[j], tables.twiddles[p * j * step]);
        store_point(d, turned_by, y, q + blocks * (kRadix * p + j));
      }
    }
  }
}

/// points [kPoints, 2, lanes] → their transform; `other` is scratch memory of that size. Returns
/// where the transform is: in `points`.
HWY_INLINE const double* transform(Lanes d, const FourierTables400& tables, double* points,
                                   double* other) {
  stage<5>(d, tables, 200, points, other);
  stage<5>(d, tables, 40, other, points);
  stage<4>(d, tables, 8, points, other);
  stage<2>(d, tables, 2, other, points);
  return points;
}

/// |X(k)|² of a pair of bins, k and kPoints - k, from the transform of the packed points.
HWY_INLINE void bin_powers(Lanes d, const FourierTables400& tables, const double* points,
                           std::size_t k, double* power) {
  const std::size_t mirror = kPoints - k;
  const Point a = load_point(d, points, k % kPoints), b = load_point(d, points, mirror % kPoints);
  const Point even{hn::Add(a.re, b.re), hn::Sub(a.im, b.im)};
  const Point odd{hn::Add(a.im, b.im), hn::Sub(b.re, a.re)};
  const Point late = product(d, odd, tables.twiddles[k]);
  const Point near = sum(even, late), far = difference(even, late);
  set_row(d, hn::MulAdd(near.re, near.re, hn::Mul(near.im, near.im)), power, k);
  set_row(d, hn::MulAdd(far.re, far.re, hn::Mul(far.im, far.im)), power, mirror);
}

/// samples [kFrameLength, lanes] → power [kBins, lanes]; `points` and `other` [kFrameLength, lanes]
/// are scratch memory.
HWY_INLINE void power_spectrum(Lanes d, const FourierTables400& tables, const float* samples,
                               double* points, double* other, double* power) {
  for (std::size_t n = 0; n < kFrameLength; ++n) {
    set_row(d, hn::Mul(hn::Set(d, tables.half_window[n]), row(d, samples, n)), points, n);
  }
  const double* transformed = transform(d, tables, points, other);
  for (std::size_t k = 0; k <= kPoints / 2; ++k) bin_powers(d, tables, transformed, k, power);
}

}  // namespace emovox::encoder::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
