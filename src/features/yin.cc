#include "features/yin.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/yin.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Σ (a(j) - b(j))². The lanes of a vector are samples.
HWY_INLINE float difference(const float* a, const float* b, std::size_t length) {
  const hn::CappedTag<float, Yin::kSamplesAtOnce> d;
  auto sum = hn::Zero(d);
  for (std::size_t j = 0; j < length; j += hn::Lanes(d)) {
    const auto apart = hn::Sub(hn::LoadU(d, a + j), hn::LoadU(d, b + j));
    sum = hn::MulAdd(apart, apart, sum);
  }
  return hn::GetLane(hn::SumOfLanes(d, sum));
}

/// out: d(0) … d(longest)
void differences(const float* centre, std::size_t window, std::span<float> out) {
  for (std::size_t lag = 0; lag < out.size(); ++lag) {
    const float* from = centre - (window + lag) / 2;
    out[lag] = difference(from, from + lag, window);
  }
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::features {

HWY_EXPORT(differences);

Yin::Yin(Lengths lengths)
    : window_((lengths.window + kSamplesAtOnce - 1) / kSamplesAtOnce * kSamplesAtOnce),
      longest_(lengths.longest) {}

void Yin::apply(const float* samples, std::span<float> differences,
                std::span<float> normalised) const {
  HWY_DYNAMIC_DISPATCH(differences)(samples + before(), window_, differences);
  normalised[0] = 1.0F;
  float sum = 0.0F;
  for (std::size_t lag = 1; lag <= longest_; ++lag) {
    sum += differences[lag];
    normalised[lag] = sum > 0.0F ? differences[lag] * static_cast<float>(lag) / sum : 1.0F;
  }
}

}  // namespace emovox::features
#endif  // HWY_ONCE
