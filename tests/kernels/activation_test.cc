// The vectorised σ and tanh against double precision, over the whole range of float.
#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <vector>

#include "kernels/every_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/activation_test.cc"
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
namespace {

HWY_EXPORT(sigmoid_all);
HWY_EXPORT(tanh_all);

void sigmoid_in_place(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(sigmoid_all)(values.data(), values.size());
}

void tanh_in_place(std::span<float> values) {
  HWY_DYNAMIC_DISPATCH(tanh_all)(values.data(), values.size());
}

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr double kTolerance = 2e-7;  // activation-inl.h states 2.4e-7

double true_sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
double true_tanh(double x) { return std::tanh(x); }

// Samples of all finite floats, and dense samples from -25 to 25.
std::vector<float> finite_floats() {
  std::vector<float> values = {0.0f, -0.0f, std::numeric_limits<float>::denorm_min()};
  for (std::uint64_t bits = 0; bits <= 0xffffffffu; bits += 20011) {
    const float value = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
    if (std::isfinite(value)) values.push_back(value);
  }
  for (float value = -25; value <= 25; value += 0.00071f) values.push_back(value);
  values.push_back(std::numeric_limits<float>::max());
  values.push_back(std::numeric_limits<float>::lowest());
  return values;
}

struct Worst {
  double error = 0;
  float at = 0;
};

Worst worst_error(const std::vector<float>& x, const std::vector<float>& y,
                  double (*truth)(double)) {
  Worst worst;
  for (std::size_t k = 0; k < x.size(); ++k) {
    const double error = std::abs(y[k] - truth(x[k]));
    if (!(error <= worst.error)) worst = {error, x[k]};
  }
  return worst;
}

TEST(Activation, AreAccurateOverTheRangeOfFloat) {
  const std::vector<float> x = finite_floats();
  for_every_target([&] {
    std::vector<float> s = x, t = x;
    sigmoid_in_place(s);
    tanh_in_place(t);
    const Worst sigmoid = worst_error(x, s, true_sigmoid), tanh = worst_error(x, t, true_tanh);
    EXPECT_LE(sigmoid.error, kTolerance) << "at " << sigmoid.at;
    EXPECT_LE(tanh.error, kTolerance) << "at " << tanh.at;
    std::cout << "  largest error: sigmoid " << sigmoid.error << ", tanh " << tanh.error << '\n';
  });
}

TEST(Activation, StayWithinTheirRange) {
  const std::vector<float> x = finite_floats();
  for_every_target([&] {
    std::vector<float> s = x, t = x;
    sigmoid_in_place(s);
    tanh_in_place(t);
    EXPECT_GE(*std::min_element(s.begin(), s.end()), 0.0f);
    EXPECT_LE(*std::max_element(s.begin(), s.end()), 1.0f);
    EXPECT_GE(*std::min_element(t.begin(), t.end()), -1.0f);
    EXPECT_LE(*std::max_element(t.begin(), t.end()), 1.0f);
  });
}

TEST(Activation, SaturateAtInfinityAndKeepNan) {
  for_every_target([] {
    // 37 values: full vectors and single lanes of every target
    std::vector<float> s(37), t;
    for (std::size_t k = 0; k < s.size(); ++k) {
      s[k] = k % 3 == 0 ? kInfinity : (k % 3 == 1 ? -kInfinity : kNan);
    }
    t = s;
    sigmoid_in_place(s);
    tanh_in_place(t);
    for (std::size_t k = 0; k < s.size(); k += 3) {
      EXPECT_EQ(s[k], 1.0f);
      EXPECT_EQ(t[k], 1.0f);
    }
    for (std::size_t k = 1; k < s.size(); k += 3) {
      EXPECT_EQ(s[k], 0.0f);
      EXPECT_EQ(t[k], -1.0f);
    }
    for (std::size_t k = 2; k < s.size(); k += 3) {
      EXPECT_TRUE(std::isnan(s[k])) << k;
      EXPECT_TRUE(std::isnan(t[k])) << k;
    }
  });
}

TEST(Activation, TanhIsRelativelyAccurateNearZero) {
  std::vector<float> x;
  for (float value = 1e-30f; value < 0.5f; value *= 1.01f) x.push_back(value);
  for_every_target([&] {
    std::vector<float> t = x;
    tanh_in_place(t);
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double truth = std::tanh(static_cast<double>(x[k]));
      ASSERT_LE(std::abs(t[k] - truth), 5e-7 * truth) << "at " << x[k];
    }
  });
}

// A value between NaNs gives the same result at every position, and the NaNs stay NaN.
void check_span(std::size_t begin, std::size_t count) {
  constexpr float kValue = 0.75f;
  std::vector<float> buffer(begin + count + 40, kNan);
  std::fill_n(buffer.begin() + static_cast<std::ptrdiff_t>(begin), count, kValue);
  sigmoid_in_place(std::span(buffer).subspan(begin, count));
  for (std::size_t k = 0; k < buffer.size(); ++k) {
    const bool inside = k >= begin && k < begin + count;
    if (inside) {
      ASSERT_NEAR(buffer[k], true_sigmoid(kValue), kTolerance);
    } else {
      ASSERT_TRUE(std::isnan(buffer[k])) << k;
    }
  }
}

TEST(Activation, WriteOnlyTheirSpanAtAnyLengthAndAlignment) {
  for_every_target([] {
    for (std::size_t begin = 0; begin < 17; ++begin) {
      for (std::size_t count = 0; count < 50; ++count) check_span(begin, count);
    }
  });
}

}  // namespace
}  // namespace emovox::kernels
#endif  // HWY_ONCE
