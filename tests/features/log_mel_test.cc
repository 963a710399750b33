#include "features/log_mel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "features/stages.h"
#include "kernels/every_target.h"

namespace emovox::features {
namespace {

// Slaney's scale has 15 mels at 1 kHz, and 27 more to 6.4 kHz.
TEST(MelScale, MatchesSlaneysFormula) {
  EXPECT_NEAR(hz_to_mel(500.0), 7.5, 1e-12);
  EXPECT_NEAR(hz_to_mel(1000.0), 15.0, 1e-12);
  EXPECT_NEAR(hz_to_mel(6400.0), 42.0, 1e-12);
  for (const double hz : {0.0, 10.0, 999.0, 1001.0, 8000.0}) {
    EXPECT_NEAR(mel_to_hz(hz_to_mel(hz)), hz, 1e-9);
  }
}

/// Energies [bands] of a spectrum that is 1 in one bin.
std::vector<double> energies_of_bin(std::size_t bin, const FeatureOptions& options) {
  std::vector<double> power(static_cast<std::size_t>(options.fft_length) / 2 + 1);
  power[bin] = 1.0;
  return mel_energies_of(power, MelFilterbank(options));
}

// Below 1 kHz all triangles have the same width, so that their sum is 1 / (half width) everywhere.
TEST(MelFilterbank, NeighboursShareABinBelowOneKilohertz) {
  const FeatureOptions options;
  const double half_width = 200.0 / 3.0 * hz_to_mel(8000.0) / 65.0;  // Hz
  for (std::size_t bin = 2; bin < 28; ++bin) {
    double total = 0.0;
    for (const double energy : energies_of_bin(bin, options)) total += energy;
    EXPECT_NEAR(total, 1.0 / half_width, 1e-12) << "bin " << bin;
  }
}

// Bins of 1 Hz: the sum over them is nearly the area.
TEST(MelFilterbank, EveryTriangleHasAreaOne) {
  FeatureOptions options;
  options.fft_length = 16384;
  const std::vector<double> flat(8193, 16000.0 / 16384.0);
  kernels::for_every_target([&] {
    for (const double area : mel_energies_of(flat, MelFilterbank(options))) {
      EXPECT_NEAR(area, 1.0, 1e-3);
    }
  });
}

TEST(MelFilterbank, IsZeroOutsideItsEdges) {
  FeatureOptions options;
  options.mel_low = 1000.0;
  options.mel_high = 2000.0;
  options.mel_bands = 8;
  for (const std::size_t outside : {0, 31, 32, 64, 65, 256}) {
    for (const double energy : energies_of_bin(outside, options)) EXPECT_NEAR(energy, 0.0, 1e-12);
  }
  const std::vector<double> inside = energies_of_bin(48, options);
  EXPECT_GT(*std::max_element(inside.begin(), inside.end()), 0.0);
}

TEST(Decibel, IsTenLog10AndAtLeastMinus100) {
  kernels::for_every_target([] {
    EXPECT_NEAR(decibel_of(1.0), 0.0, 1e-13);
    EXPECT_NEAR(decibel_of(1000.0), 30.0, 1e-13);
    EXPECT_NEAR(decibel_of(1e-9), -90.0, 1e-13);
    EXPECT_NEAR(decibel_of(1e82), 820.0, 1e-12);
    EXPECT_NEAR(decibel_of(1e-11), -100.0, 1e-13);
    EXPECT_NEAR(decibel_of(0.0), -100.0, 1e-13);
  });
}

// Over all magnitudes that a spectrum can have.
TEST(Decibel, MatchesStdLog10WithinRounding) {
  kernels::for_every_target([] {
    for (double power = 1e-10; power < 1e82; power *= 1.37) {
      const double expected = 10.0 * std::log10(power);
      EXPECT_NEAR(decibel_of(power), expected, 1e-14 + 1e-15 * std::abs(expected)) << power;
    }
  });
}

TEST(FloorUnderMaximum, RaisesOnlyValuesBelowTheFloor) {
  std::vector<float> decibels{-90.0F, 10.0F, -70.5F, -69.5F};
  floor_under_maximum(decibels, 80.0);
  EXPECT_EQ(decibels, (std::vector<float>{-70.0F, 10.0F, -70.0F, -69.5F}));
}

TEST(FloorUnderMaximum, FindsTheMaximumAtEveryPosition) {
  for (std::size_t length = 1; length < 50; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::vector<float> decibels(length, -90.0F);
      decibels[at] = 10.0F;
      floor_under_maximum(decibels, 80.0);
      for (std::size_t i = 0; i < length; ++i) {
        EXPECT_EQ(decibels[i], i == at ? 10.0F : -70.0F) << i << " of " << length;
      }
    }
  }
}

TEST(FloorUnderMaximum, AcceptsAnEmptySpan) { floor_under_maximum({}, 80.0); }

}  // namespace
}  // namespace emovox::features
