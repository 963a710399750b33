// Frames, each `hop` samples after the one before → frames side by side: a transposition.
#if defined(EMOVOX_FEATURES_FRAME_GROUP_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef EMOVOX_FEATURES_FRAME_GROUP_INL_H
#undef EMOVOX_FEATURES_FRAME_GROUP_INL_H
#else
#define EMOVOX_FEATURES_FRAME_GROUP_INL_H
#endif

#include <hwy/highway.h>

#include <cstddef>

#include "features/lanes_inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

#if HWY_CAP_GE256  // four doubles or more
/// Four samples of each of four frames, `hop` apart → four frames of each of four samples, a
/// row apart.
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
