// The stages "low pass" and "yin" of the pitch tracker.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "features/low_pass.h"
#include "features/yin.h"
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

TEST(LowPass, KeepsLowFrequenciesWithoutDelay) {
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
TEST(LowPass, RemovesFrequenciesThatWouldAlias) {
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

TEST(LowPass, ImpulseResponseIsSymmetric) {
  const auto out = passed(1, 9, [](double n) { return n == 4.0 ? 1.0 : 0.0; });
  EXPECT_NEAR(out[4], 0.5, 0.01);
  for (std::size_t n = 0; n < 4; ++n) EXPECT_EQ(out[n], out[8 - n]) << n;
}

TEST(LowPass, ASampleDoesNotDependOnItsPosition) {
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

using Samples = std::vector<float>;

struct Result {
  Samples differences, normalised;
};

Result yin_of(const Yin& yin, const Samples& samples, std::size_t longest) {
  Result result{Samples(longest + 1), Samples(longest + 1)};
  yin.apply(samples.data(), result.differences, result.normalised);
  return result;
}

/// The definition, computed in double.
Result defined(const Samples& samples, std::size_t window, std::size_t longest) {
  Result result{{0.0F}, {1.0F}};
  const std::size_t centre = (window + longest) / 2;
  double sum = 0.0;
  for (std::size_t lag = 1; lag <= longest; ++lag) {
    double difference = 0.0;
    for (std::size_t j = 0; j < window; ++j) {
      const std::size_t at = centre - (window + lag) / 2 + j;
      difference += std::pow(double(samples[at]) - double(samples[at + lag]), 2);
    }
    sum += difference;
    result.differences.push_back(static_cast<float>(difference));
    result.normalised.push_back(
        static_cast<float>(sum > 0.0 ? difference * static_cast<double>(lag) / sum : 1.0));
  }
  return result;
}

TEST(Yin, MatchesTheDefinitionOnEveryInstructionSet) {
  std::mt19937 random(2);
  std::normal_distribution<float> normal(0.0F, 0.3F);
  for (const std::size_t window : {16, 32, 240}) {
    for (const std::size_t longest : {1, 2, 15, 68}) {
      SCOPED_TRACE(testing::Message() << window << " samples, lags to " << longest);
      const Yin yin({.window = window, .longest = longest});
      Samples samples(yin.length());
      for (float& sample : samples) sample = 0.5F + normal(random);
      const Result expected = defined(samples, window, longest);
      kernels::for_every_target([&] {
        const Result got = yin_of(yin, samples, longest);
        for (std::size_t lag = 0; lag <= longest; ++lag) {
          EXPECT_NEAR(got.differences[lag], expected.differences[lag],
                      2e-6F * expected.differences[lag])
              << lag;
          EXPECT_NEAR(got.normalised[lag], expected.normalised[lag], 5e-6F) << lag;
        }
      });
    }
  }
}

TEST(Yin, ReadsNoSampleBeyondItsLength) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const Yin yin({.window = 40, .longest = 33});
  Samples samples(yin.length() + 64, kNan);
  std::fill_n(samples.begin() + 32, yin.length(), 0.25F);
  kernels::for_every_target([&] {
    Samples differences(34, kNan), normalised(34, kNan);
    yin.apply(samples.data() + 32, differences, normalised);
    EXPECT_EQ(differences, Samples(34, 0.0F));
    EXPECT_EQ(normalised, Samples(34, 1.0F));
  });
}

TEST(Yin, IsZeroAtAPeriodAndItsMultiples) {
  const Yin yin({.window = 240, .longest = 68});
  Samples samples(yin.length());
  for (std::size_t n = 0; n < samples.size(); ++n) {
    const double turn = 2.0 * std::numbers::pi * static_cast<double>(n) / 20.0;
    samples[n] = static_cast<float>(0.4 + std::sin(turn) + 0.5 * std::cos(3.0 * turn));
  }
  const Result result = yin_of(yin, samples, 68);
  for (const std::size_t lag : {20, 40, 60}) EXPECT_LT(result.normalised[lag], 1e-6F) << lag;
  for (const std::size_t lag : {10, 30, 50}) EXPECT_GT(result.normalised[lag], 0.5F) << lag;
}

}  // namespace
}  // namespace emovox::features
