#include "features/low_pass.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <span>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/low_pass.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The lanes of a vector are taps, so that an output does not depend on its position.
void low_pass(std::span<const float> taps, std::size_t factor, const float* samples,
              std::size_t count, float* out) {
  const hn::CappedTag<float, 16> d;
  for (std::size_t n = 0; n < count; ++n) {
    const float* from = samples + n * factor;
    auto sum = hn::Zero(d);
    for (std::size_t k = 0; k < taps.size(); k += hn::Lanes(d)) {
      sum = hn::MulAdd(hn::LoadU(d, taps.data() + k), hn::LoadU(d, from + k), sum);
    }
    out[n] = hn::GetLane(hn::SumOfLanes(d, sum));
  }
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::features {
namespace {

constexpr std::size_t kTapsAtOnce = 16;  // floats in the widest vectors

/// sin(πx/2) / (πx/2) cos²(πx/8), x in new samples
double tap(double x) {
  constexpr double kPi = std::numbers::pi;
  const double sinc = x == 0.0 ? 1.0 : std::sin(kPi * x / 2.0) / (kPi * x / 2.0);
  return sinc * std::pow(std::cos(kPi * x / 8.0), 2);
}

}  // namespace

HWY_EXPORT(low_pass);

LowPass::LowPass(std::size_t factor) : factor_(factor) {
  std::vector<double> taps;
  for (std::size_t k = 0; k <= 2 * reach(); ++k) {
    taps.push_back(
        tap((static_cast<double>(k) - static_cast<double>(reach())) / static_cast<double>(factor)));
  }
  const double sum = std::accumulate(taps.begin(), taps.end(), 0.0);
  for (const double value : taps) taps_.push_back(static_cast<float>(value / sum));
  taps_.resize((taps.size() + kTapsAtOnce - 1) / kTapsAtOnce * kTapsAtOnce);
}

void LowPass::apply(const float* samples, std::size_t count, float* out) const {
  HWY_DYNAMIC_DISPATCH(low_pass)(taps_, factor_, samples, count, out);
}

}  // namespace emovox::features
#endif  // HWY_ONCE
