#include "features/low_pass.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <vector>

#include "kernels/every_target.h"

namespace emovox::features {
namespace {

/// `count` decimated samples of a signal x(n), from n = 0 on.
template <class Signal>
std::vector<float> passed(std::size_t factor, std::size_t count, Signal signal) {
  const LowPass low_pass(factor);
  std::vector<float> samples((count - 1) * factor + low_pass.length());
  for (std::size_t n = 0; n < samples.size(); ++n) {
    samples[n] = static_cast<float>(signal(static_cast<double>(n) - double(low_pass.reach())));
  }
  std::vector<float> out(count);
  low_pass.apply(samples.data(), count, out.data());
  return out;
}

TEST(LowPass, KeepsWhatIsLowAndWhenItIs) {
  kernels::for_every_target([] {
    for (const std::size_t factor : {1, 2, 4, 11, 12}) {
      const auto wave = [&](double n) {
        return 3.0 + std::cos(2.0 * std::numbers::pi * 0.02 * n / double(factor) + 0.3);
      };
      const auto out = passed(factor, 100, wave);
      for (std::size_t n = 0; n < out.size(); ++n) {
        EXPECT_NEAR(out[n], wave(double(n * factor)), 0.01) << n << " of factor " << factor;
      }
    }
  });
}

// Frequencies above half the new rate would alias.
TEST(LowPass, StopsWhatWouldFoldBack) {
  kernels::for_every_target([] {
    for (const std::size_t factor : {2, 4, 12}) {
      for (const double turns : {0.5, 0.7, 0.9}) {  // periods per new sample
        if (turns / double(factor) > 0.5) continue;
        for (const float value : passed(factor, 50, [&](double n) {
               return std::cos(2.0 * std::numbers::pi * turns * n / double(factor));
             })) {
          EXPECT_LT(std::abs(value), 0.01) << turns << ", factor " << factor;
        }
      }
    }
  });
}

TEST(LowPass, OfAnImpulseIsTheSameForwardsAndBackwards) {
  const auto out = passed(1, 9, [](double n) { return n == 4.0 ? 1.0 : 0.0; });
  EXPECT_NEAR(out[4], 0.5, 0.01);
  for (std::size_t n = 0; n < 4; ++n) EXPECT_EQ(out[n], out[8 - n]) << n;
}

TEST(LowPass, GivesASampleTheSameBitsInWhateverCompany) {
  const LowPass low_pass(4);
  kernels::for_every_target([&] {
    std::vector<float> samples(19 * 4 + low_pass.length()), all(20);
    for (std::size_t n = 0; n < samples.size(); ++n) samples[n] = std::sin(float(n * n));
    low_pass.apply(samples.data(), all.size(), all.data());
    for (std::size_t n = 0; n < all.size(); ++n) {
      float one = 0.0F;
      low_pass.apply(samples.data() + 4 * n, 1, &one);
      EXPECT_EQ(one, all[n]) << n;
    }
  });
}

}  // namespace
}  // namespace emovox::features
