#include "features/mfcc.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

#include "kernels/every_target.h"

namespace emovox::features {
namespace {

using kernels::for_every_target;

/// Coefficients [sizes.coefficients] of one frame, computed alone and in every position among
/// several frames; they must be the same.
std::vector<float> mfcc_of(const std::vector<float>& bands, Mfcc::Sizes sizes) {
  const Mfcc mfcc(sizes);
  std::vector<float> coefficients;
  for (std::size_t frames = 1; frames < 10; ++frames) {
    FrameMatrix log_mel{{}, frames, sizes.bands};
    for (std::size_t t = 0; t < frames; ++t) {
      log_mel.values.insert(log_mel.values.end(), bands.begin(), bands.end());
    }
    FrameMatrix out{std::vector<float>(frames * sizes.coefficients), frames, sizes.coefficients};
    mfcc.apply(log_mel, out);
    if (frames == 1) coefficients = out.values;
    for (std::size_t t = 0; t < frames; ++t) {
      EXPECT_TRUE(std::ranges::equal(out.frame(t), coefficients)) << t << " of " << frames;
    }
  }
  return coefficients;
}

TEST(Mfcc, OfAConstantHasOnlyTheFirstCoefficient) {
  for_every_target([] {
    const auto coefficients =
        mfcc_of(std::vector<float>(64, -20.0F), {.bands = 64, .coefficients = 13});
    EXPECT_FLOAT_EQ(coefficients[0], -160.0F);  // -20 · 64 · √(1/64)
    for (std::size_t k = 1; k < 13; ++k) EXPECT_NEAR(coefficients[k], 0.0F, 1e-5F);
  });
}

TEST(Mfcc, OfACosineHasOneCoefficient) {
  std::vector<float> bands(64);
  for (std::size_t b = 0; b < 64; ++b) {
    bands[b] = static_cast<float>(
        std::cos(std::numbers::pi * 5.0 * (static_cast<double>(b) + 0.5) / 64.0));
  }
  for_every_target([&] {
    for (const std::size_t count : {6, 7, 8, 9, 13, 16, 17, 64}) {
      const auto coefficients = mfcc_of(bands, {.bands = 64, .coefficients = count});
      for (std::size_t k = 0; k < count; ++k) {
        EXPECT_NEAR(coefficients[k], k == 5 ? std::sqrt(32.0) : 0.0, 1e-5)
            << "coefficient " << k << " of " << count;
      }
    }
  });
}

TEST(Mfcc, KeepsTheNormWhenNoCoefficientIsLeftOut) {
  std::vector<float> bands(16);
  std::iota(bands.begin(), bands.end(), -3.0F);
  const auto norm = [](const std::vector<float>& v) {
    return std::inner_product(v.begin(), v.end(), v.begin(), 0.0);
  };
  for_every_target([&] {
    const auto coefficients = mfcc_of(bands, {.bands = 16, .coefficients = 16});
    EXPECT_NEAR(norm(coefficients), norm(bands), 1e-3);
  });
}

TEST(Mfcc, DoesNotChangeOtherColumns) {
  for_every_target([] {
    const FrameMatrix log_mel{std::vector<float>(5 * 16, 1.0F), 5, 16};
    FrameMatrix lld{std::vector<float>(5 * 12, 7.0F), 5, 12};
    Mfcc({.bands = 16, .coefficients = 9}).apply(log_mel, lld);
    for (std::size_t t = 0; t < 5; ++t) {
      EXPECT_NEAR(lld.frame(t)[8], 0.0F, 1e-5F);
      for (std::size_t c = 9; c < 12; ++c) EXPECT_EQ(lld.frame(t)[c], 7.0F);
    }
  });
}

}  // namespace
}  // namespace emovox::features
