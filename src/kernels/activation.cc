#include "kernels/activation.h"

#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/activation.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "kernels/activation-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::kernels::HWY_NAMESPACE {

// Full vectors first, then single lanes of the same arithmetic.
template <class Function>
HWY_INLINE void apply(float* values, std::size_t count, const Function& function) {
  const hn::ScalableTag<float> d;
  const hn::CappedTag<float, 1> one_lane;
  std::size_t at = 0;
  for (; at + hn::Lanes(d) <= count; at += hn::Lanes(d)) function(d, values + at);
  for (; at < count; ++at) function(one_lane, values + at);
}

void sigmoid_all(float* values, std::size_t count) {
  apply(values, count,
        [](auto d, float* at) HWY_ATTR { hn::StoreU(sigmoid(d, hn::LoadU(d, at)), d, at); });
}

void tanh_all(float* values, std::size_t count) {
  apply(values, count,
        [](auto d, float* at) HWY_ATTR { hn::StoreU(tanh(d, hn::LoadU(d, at)), d, at); });
}

}  // namespace emovox::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::kernels {

HWY_EXPORT(sigmoid_all);
HWY_EXPORT(tanh_all);

void sigmoid_in_place(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(sigmoid_all)(values.data(), values.size());
}

void tanh_in_place(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(tanh_all)(values.data(), values.size());
}

}  // namespace emovox::kernels
#endif  // HWY_ONCE
