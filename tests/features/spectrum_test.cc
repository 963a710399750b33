#include "features/spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>
#include <random>
#include <vector>

#include "features/stages.h"
#include "kernels/every_target.h"

namespace emovox::features {
namespace {

using kernels::for_every_target;

constexpr double kPi = std::numbers::pi;

std::vector<float> noise(std::size_t length) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0.0F, 0.2F);
  std::vector<float> samples(length);
  for (float& sample : samples) sample = normal(random);
  return samples;
}

/// |Σ w(n) x(n) exp(-2πikn / length)|² by the definition, the window of the paper in its middle, as
/// librosa places it.
double naive_power(const std::vector<float>& frame, std::size_t length, std::size_t k) {
  const std::size_t offset = (length - frame.size()) / 2;
  std::complex<double> bin = 0.0;
  for (std::size_t n = 0; n < frame.size(); ++n) {
    const double turn = 2.0 * kPi * static_cast<double>(n) / static_cast<double>(frame.size());
    const auto phase = static_cast<double>(k * (n + offset) % length) / static_cast<double>(length);
    bin += (0.54 - 0.46 * std::cos(turn)) * frame[n] * std::polar(1.0, -2.0 * kPi * phase);
  }
  return std::norm(bin);
}

void expect_naive(Spectrum::Lengths lengths) {
  const Spectrum spectrum(lengths);
  const std::vector<float> frame = noise(lengths.window);
  const Bins bins = bins_of(frame, spectrum);
  ASSERT_EQ(bins.power.size(), lengths.fft / 2 + 1);
  for (std::size_t k = 0; k < bins.power.size(); ++k) {
    const double expected = naive_power(frame, lengths.fft, k);
    EXPECT_NEAR(bins.power[k], expected, 1e-11) << "bin " << k;
    EXPECT_NEAR(bins.magnitude[k], std::sqrt(expected), 1e-11) << "bin " << k;
  }
}

TEST(Spectrum, MatchesTheFourierSum) {
  for_every_target([] { expect_naive({.window = 400, .fft = 512}); });
}

TEST(Spectrum, MatchesTheFourierSumForEveryPowerOfTwo) {
  for_every_target([] {
    for (std::size_t fft = 4; fft <= 1024; fft *= 2) {
      SCOPED_TRACE(fft);
      expect_naive({.window = 2, .fft = fft});
      expect_naive({.window = fft - 2, .fft = fft});
      expect_naive({.window = fft, .fft = fft});
    }
  });
}

// 0 for silence, and the same accuracy for the quietest and the loudest signals.
TEST(Spectrum, MagnitudesAreTheSquareRootsOfPowers) {
  using Limits = std::numeric_limits<float>;
  const Spectrum spectrum({.window = 400, .fft = 512});
  for_every_target([&] {
    for (const float scale : {0.0F, Limits::denorm_min() * 100, 1e-20F, 1.0F, 1e37F}) {
      std::vector<float> frame = noise(400);
      for (float& sample : frame) sample *= scale;
      const Bins bins = bins_of(frame, spectrum);
      for (std::size_t k = 0; k < bins.power.size(); ++k) {
        const double root = std::sqrt(bins.power[k]);
        ASSERT_LE(std::abs(bins.magnitude[k] - root), 5e-16 * root) << scale << ", bin " << k;
      }
    }
  });
}

// A sine with a whole number of periods: all of its power is in its bin and, because of the window,
// in the two bins beside it.
TEST(Spectrum, IsExactForTheLongestTransform) {
  constexpr std::size_t kLength = 65536;
  std::vector<float> sine(kLength);
  for (std::size_t n = 0; n < kLength; ++n) {
    sine[n] = static_cast<float>(std::sin(2.0 * kPi * static_cast<double>(n % 64) * 25.0 / 64.0));
  }
  const Spectrum spectrum({.window = kLength, .fft = kLength});
  for_every_target([&] {
    const Bins bins = bins_of(sine, spectrum);
    const double length = kLength;
    for (std::size_t k = 0; k < bins.magnitude.size(); ++k) {
      const std::size_t distance = k > 25600 ? k - 25600 : 25600 - k;
      const double share = distance == 0 ? 0.54 / 2.0 : distance == 1 ? 0.46 / 4.0 : 0.0;
      ASSERT_NEAR(bins.magnitude[k], share * length, 1e-3) << "bin " << k;
    }
  });
}

TEST(Window, IsPeriodicHamming) {
  const std::vector<double> window = hamming_window(400);
  EXPECT_NEAR(window[0], 0.08, 1e-15);
  EXPECT_NEAR(window[100], 0.54, 1e-15);
  EXPECT_NEAR(window[200], 1.0, 1e-15);
  EXPECT_GT(window[399], window[0]);  // a symmetric window would end as it begins
}

}  // namespace
}  // namespace emovox::features
