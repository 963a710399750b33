#include "features/mfcc.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace emovox::features {
namespace {

TEST(Mfcc, OfAConstantIsInTheFirstCoefficientAlone) {
  const Mfcc mfcc({.bands = 64, .coefficients = 13});
  std::vector<float> coefficients(13);
  mfcc.apply(std::vector<float>(64, -20.0F), coefficients);
  EXPECT_FLOAT_EQ(coefficients[0], -160.0F);  // -20 · 64 · √(1/64)
  for (std::size_t k = 1; k < 13; ++k) EXPECT_NEAR(coefficients[k], 0.0F, 1e-5F);
}

TEST(Mfcc, OfACosineIsInItsOwnCoefficient) {
  const Mfcc mfcc({.bands = 64, .coefficients = 13});
  std::vector<float> bands(64);
  for (std::size_t b = 0; b < 64; ++b) {
    bands[b] = static_cast<float>(
        std::cos(std::numbers::pi * 5.0 * (static_cast<double>(b) + 0.5) / 64.0));
  }
  std::vector<float> coefficients(13);
  mfcc.apply(bands, coefficients);
  for (std::size_t k = 0; k < 13; ++k) {
    EXPECT_NEAR(coefficients[k], k == 5 ? std::sqrt(32.0) : 0.0, 1e-5) << "coefficient " << k;
  }
}

TEST(Mfcc, KeepsTheNormWhenNoCoefficientIsLeftOut) {
  const Mfcc mfcc({.bands = 16, .coefficients = 16});
  std::vector<float> bands(16);
  std::iota(bands.begin(), bands.end(), -3.0F);
  std::vector<float> coefficients(16);
  mfcc.apply(bands, coefficients);
  const auto norm = [](const std::vector<float>& v) {
    return std::inner_product(v.begin(), v.end(), v.begin(), 0.0);
  };
  EXPECT_NEAR(norm(coefficients), norm(bands), 1e-3);
}

}  // namespace
}  // namespace emovox::features
