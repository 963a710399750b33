#include "features/spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <complex>
#include <numbers>
#include <random>
#include <vector>

#include "features/window.h"

namespace emovox::features {
namespace {

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
  SpectrumWorkspace workspace = spectrum.make_workspace();
  const std::vector<float> frame = noise(lengths.window);
  spectrum.compute(frame, workspace);
  ASSERT_EQ(workspace.power.size(), lengths.fft / 2 + 1);
  for (std::size_t k = 0; k < workspace.power.size(); ++k) {
    const double expected = naive_power(frame, lengths.fft, k);
    EXPECT_NEAR(workspace.power[k], expected, 1e-11) << "bin " << k;
    EXPECT_NEAR(workspace.magnitude[k], std::sqrt(expected), 1e-11) << "bin " << k;
  }
}

TEST(Spectrum, IsTheFourierSumOfItsDefinition) { expect_naive({.window = 400, .fft = 512}); }

TEST(Spectrum, IsSoForEveryPowerOfTwo) {
  for (std::size_t fft = 4; fft <= 256; fft *= 2) {
    SCOPED_TRACE(fft);
    expect_naive({.window = fft - 2, .fft = fft});
    expect_naive({.window = fft, .fft = fft});
  }
}

TEST(Spectrum, OfOneFrameLeavesNothingToTheNext) {
  const Spectrum spectrum({.window = 400, .fft = 512});
  SpectrumWorkspace used = spectrum.make_workspace();
  spectrum.compute(std::vector<float>(400, 1.0F), used);
  spectrum.compute(noise(400), used);
  SpectrumWorkspace fresh = spectrum.make_workspace();
  spectrum.compute(noise(400), fresh);
  EXPECT_EQ(used.power, fresh.power);
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
