// Several frames side by side, one frame in each lane of a vector. Row k of a table [rows, lanes]
// holds the k-th number of all these frames. So each stage reads as for one frame, and the numbers
// of a frame do not depend on the frames in the other lanes.
//
// Like every *-inl.h here, it is compiled once for each instruction set by the file that includes
// it after hwy/foreach_target.h.
#if defined(EMOVOX_FEATURES_LANES_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_LANES_INL_H
#undef EMOVOX_FEATURES_LANES_INL_H
#else
#define EMOVOX_FEATURES_LANES_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "features/frame_group.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Lanes = hn::CappedTag<double, kGroupFrames>;
using Vec = hn::Vec<Lanes>;

/// Row k of a table [rows, lanes].
HWY_INLINE Vec row(Lanes d, const double* table, std::size_t k) {
  return hn::Load(d, table + k * hn::Lanes(d));
}

HWY_INLINE Vec row(Lanes d, const float* table, std::size_t k) {
  const hn::Rebind<float, Lanes> df;
  return hn::PromoteTo(d, hn::Load(df, table + k * hn::Lanes(d)));
}

HWY_INLINE void set_row(Lanes d, Vec value, double* table, std::size_t k) {
  hn::Store(value, d, table + k * hn::Lanes(d));
}

/// Σ term(k) for k in [0, count): four sums in turn, so that additions overlap.
template <class Term>
HWY_INLINE Vec sum(Lanes d, std::size_t count, const Term& term) {
  Vec a = hn::Zero(d), b = hn::Zero(d), c = hn::Zero(d), e = hn::Zero(d);
  std::size_t k = 0;
  for (; k + 4 <= count; k += 4) {
    a = hn::Add(a, term(k));
    b = hn::Add(b, term(k + 1));
    c = hn::Add(c, term(k + 2));
    e = hn::Add(e, term(k + 3));
  }
  for (; k < count; ++k) a = hn::Add(a, term(k));
  return hn::Add(hn::Add(a, b), hn::Add(c, e));
}

/// Calls body(d, first column) until each of `count` neighbouring columns is covered. The last
/// vector covers some columns again instead of reaching beyond the end. Fewer columns than lanes
/// are covered one at a time.
template <class Body>
HWY_INLINE void for_columns(std::size_t count, const Body& body) {
  const std::size_t lanes = hn::Lanes(Lanes());
  if (count < lanes) {
    for (std::size_t c = 0; c < count; ++c) body(hn::CappedTag<double, 1>(), c);
    return;
  }
  for (std::size_t c = 0; c + lanes < count; c += lanes) body(Lanes(), c);
  body(Lanes(), count - lanes);
}

// --- Transposition -------------------------------------------------------------------------------

#if HWY_CAP_GE256  // four doubles or more
/// Transposes four samples of four frames, which begin `hop` samples apart: writes row n, sample n
/// of the four frames, for four n. Rows lie a vector's lanes apart.
HWY_INLINE void transpose_four(const float* frames, std::size_t hop, float* rows) {
  const hn::FixedTag<float, 4> d;
  const std::size_t lanes = hn::Lanes(Lanes());
  const auto a = hn::LoadU(d, frames);
  const auto b = hn::LoadU(d, frames + hop);
  const auto c = hn::LoadU(d, frames + 2 * hop);
  const auto e = hn::LoadU(d, frames + 3 * hop);
  const auto ab = hn::InterleaveLower(d, a, b);  // samples 0 and 1
  const auto ce = hn::InterleaveLower(d, c, e);
  const auto ab_end = hn::InterleaveUpper(d, a, b);  // samples 2 and 3
  const auto ce_end = hn::InterleaveUpper(d, c, e);
  hn::Store(hn::ConcatLowerLower(d, ce, ab), d, rows);
  hn::Store(hn::ConcatUpperUpper(d, ce, ab), d, rows + lanes);
  hn::Store(hn::ConcatLowerLower(d, ce_end, ab_end), d, rows + 2 * lanes);
  hn::Store(hn::ConcatUpperUpper(d, ce_end, ab_end), d, rows + 3 * lanes);
}
#endif

/// `length` samples of each frame → rows [length, lanes]
HWY_INLINE void side_by_side(Lanes d, const float* frames, std::size_t hop, std::size_t length,
                             float* rows) {
  const std::size_t lanes = hn::Lanes(d);
  std::size_t n = 0;
#if HWY_CAP_GE256
  for (; n + 4 <= length; n += 4) {
    for (std::size_t lane = 0; lane < lanes; lane += 4) {
      transpose_four(frames + lane * hop + n, hop, rows + n * lanes + lane);
    }
  }
#endif
  for (; n < length; ++n) {
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      rows[n * lanes + lane] = frames[lane * hop + n];
    }
  }
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
