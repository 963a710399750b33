// Frames side by side: row k of a table of lanes holds the k-th number of several frames, one frame
// a vector lane. So each stage reads as for one frame, and no frame sees its neighbours: it gets
// the same bits in whatever company.
//
// As every *_inl.h here, compiled once for each instruction set by the file that includes it after
// hwy/foreach_target.h.
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

/// Calls body(d, first column) until every one of `count` neighbouring columns is covered. The last
/// vector goes back over columns done before rather than beyond the end; with fewer columns than
/// lanes, one at a time.
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

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
