#include "kernels/attention.h"

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/attention.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "kernels/activation-inl.h"
#include "kernels/panel_product-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {

static_assert(kHeadWidth == kPanelWidth);

inline constexpr float kScoreScale = 0.125f;   // 1 / √kHeadWidth
inline constexpr std::size_t kQueryRows = 48;  // at a time: their sums fit the first-level cache

/// The scratch memory of one head. Keys and values as panels, [T rounded up to 64, 64]; of the
/// block of queries: scores and sums [kQueryRows, 64], and for each query the largest score so far
/// and the sum of exponentials.
struct HeadScratch {
  explicit HeadScratch(std::size_t steps, float* memory)
      : keys(memory),
        values(keys + panels_of(steps) * kPanelWidth * kPanelWidth),
        scores(values + panels_of(steps) * kPanelWidth * kPanelWidth),
        sums(scores + kQueryRows * kPanelWidth),
        largest(sums + kQueryRows * kPanelWidth),
        total(largest + kQueryRows) {}

  float *keys, *values, *scores, *sums, *largest, *total;
};

/// Keys s … s + 63 become a panel [64 dims, 64 keys], zeros past the last.
HWY_INLINE void pack_keys(const AttentionHead& head, std::size_t first, float* panel) {
  const std::size_t count = std::min(kPanelWidth, head.steps - first);
  const float* keys = head.key.data + first * head.key.stride;
  if (count < kPanelWidth) std::fill_n(panel, kPanelWidth * kPanelWidth, 0.0f);
#if HWY_TARGET != HWY_SCALAR
  const hn::FixedTag<float, 4> d;
  const hn::Repartition<double, decltype(d)> d64;
  std::size_t key = 0;
  for (; key + 4 <= count; key += 4) {
    const float* row = keys + key * head.key.stride;
    for (std::size_t dim = 0; dim < kHeadWidth; dim += 4) {
      const auto a = hn::LoadU(d, row + dim);
      const auto b = hn::LoadU(d, row + head.key.stride + dim);
      const auto c = hn::LoadU(d, row + 2 * head.key.stride + dim);
      const auto e = hn::LoadU(d, row + 3 * head.key.stride + dim);
      const auto ab = hn::BitCast(d64, hn::InterleaveLower(d, a, b));
      const auto ce = hn::BitCast(d64, hn::InterleaveLower(d, c, e));
      const auto ab_end = hn::BitCast(d64, hn::InterleaveUpper(d, a, b));
      const auto ce_end = hn::BitCast(d64, hn::InterleaveUpper(d, c, e));
      float* to = panel + dim * kPanelWidth + key;
      hn::Store(hn::BitCast(d, hn::InterleaveLower(d64, ab, ce)), d, to);
      hn::Store(hn::BitCast(d, hn::InterleaveUpper(d64, ab, ce)), d, to + kPanelWidth);
      hn::Store(hn::BitCast(d, hn::InterleaveLower(d64, ab_end, ce_end)), d, to + 2 * kPanelWidth);
      hn::Store(hn::BitCast(d, hn::InterleaveUpper(d64, ab_end, ce_end)), d, to + 3 * kPanelWidth);
    }
  }
#else
  std::size_t key = 0;
#endif
  for (; key < count; ++key) {
    for (std::size_t dim = 0; dim < kHeadWidth; ++dim) {
      panel[dim * kPanelWidth + key] = keys[key * head.key.stride + dim];
    }
  }
}

HWY_INLINE void pack_head(const AttentionHead& head, const HeadScratch& scratch) {
  for (std::size_t first = 0; first < head.steps; first += kPanelWidth) {
    pack_keys(head, first, scratch.keys + first * kPanelWidth);
  }
  for (std::size_t s = 0; s < head.steps; ++s) {
    std::copy_n(head.value.data + s * head.value.stride, kHeadWidth,
                scratch.values + s * kPanelWidth);
  }
}

/// e^y for y ≤ 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp_of_negative(D d, V y) {
  const auto e = scaled_exp(d, clamp_keeping_nan(d, ExpConstants<float>::kLowest, 0.0f, y));
  return hn::MulAdd(e.scale, e.rest, e.scale);
}

/// One query: its scores with `keys` keys become weights, and its sums are scaled to the new
/// largest score.
HWY_INLINE void update_query(std::size_t keys, const HeadScratch& scratch, std::size_t query) {
  const Lanes<float> d;
  const std::size_t lanes = hn::Lanes(d);
  float* scores = scratch.scores + query * kPanelWidth;
  float* sums = scratch.sums + query * kPanelWidth;
  const std::size_t width = blocks_of(keys) * kBlock;
  std::fill(scores + keys, scores + width, std::numeric_limits<float>::lowest());
  const float before = scratch.largest[query];
  auto most = hn::Set(d, before);
  for (std::size_t c = 0; c < width; c += lanes) most = hn::Max(most, hn::Load(d, scores + c));
  most = hn::MaxOfLanes(d, most);
  const auto scale = hn::Set(d, kScoreScale);
  auto total = hn::Zero(d);
  for (std::size_t c = 0; c < width; c += lanes) {
    const auto below = hn::Sub(hn::Load(d, scores + c), most);
    const auto weight = exp_of_negative(d, hn::Mul(scale, below));
    hn::Store(weight, d, scores + c);
    total = hn::Add(total, weight);
  }
  const auto faded = exp_of_negative(d, hn::Mul(scale, hn::Sub(hn::Set(d, before), most)));
  scratch.largest[query] = hn::GetLane(most);
  scratch.total[query] =
      hn::GetLane(hn::MulAdd(hn::Set(d, scratch.total[query]), faded, hn::SumOfLanes(d, total)));
  for (std::size_t c = 0; c < kPanelWidth; c += lanes) {
    hn::Store(hn::Mul(hn::Load(d, sums + c), faded), d, sums + c);
  }
}

HWY_INLINE void put_queries(const AttentionHead& head, const HeadScratch& scratch,
                            std::size_t first, std::size_t count) {
  const Lanes<float> d;
  for (std::size_t q = 0; q < count; ++q) {
    const auto share = hn::Set(d, 1.0f / scratch.total[q]);
    float* out = head.out.data + (first + q) * head.out.stride;
    for (std::size_t c = 0; c < kHeadWidth; c += hn::Lanes(d)) {
      hn::StoreU(hn::Mul(hn::Load(d, scratch.sums + q * kPanelWidth + c), share), d, out + c);
    }
  }
}

/// The queries first … first + count - 1 over all keys.
HWY_INLINE void attend_queries(const AttentionHead& head, const HeadScratch& scratch,
                               std::size_t first, std::size_t count) {
  std::fill_n(scratch.sums, count * kPanelWidth, 0.0f);
  std::fill_n(scratch.largest, count, std::numeric_limits<float>::lowest());
  std::fill_n(scratch.total, count, 0.0f);
  const Factors<float> queries{head.query.data + first * head.query.stride, head.query.stride, 1};
  const Factors<float> weights{scratch.scores, kPanelWidth, 1};
  for (std::size_t s = 0; s < head.steps; s += kPanelWidth) {
    const std::size_t keys = std::min(kPanelWidth, head.steps - s);
    part_product(scratch.keys + s * kPanelWidth, {.inner = kHeadWidth, .adds = false, .next = {}},
                 blocks_of(keys) * kBlock, count, queries, scratch.scores);
    for (std::size_t q = 0; q < count; ++q) update_query(keys, scratch, q);
    part_product(scratch.values + s * kPanelWidth, {.inner = keys, .adds = true, .next = {}},
                 kPanelWidth, count, weights, scratch.sums);
  }
  put_queries(head, scratch, first, count);
}

void attend_head(const AttentionHead& head, float* memory) {
  const HeadScratch scratch(head.steps, memory);
  pack_head(head, scratch);
  for (std::size_t first = 0; first < head.steps; first += kQueryRows) {
    attend_queries(head, scratch, first, std::min(kQueryRows, head.steps - first));
  }
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(attend_head);

std::size_t attention_scratch(std::size_t steps) {
  constexpr std::size_t kOfQueries = 64 * (2 * kPanelWidth + 2);  // kQueryRows, rounded up
  return 2 * panels_of(steps) * kPanelWidth * kPanelWidth + kOfQueries;
}

void attend(const AttentionHead& head, float* scratch) {
  HWY_DYNAMIC_DISPATCH(attend_head)(head, scratch);
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
