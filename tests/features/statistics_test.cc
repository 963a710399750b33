// Compares the six statistics of a frame with values known in closed form, on every instruction
// set.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "features/stages.h"
#include "kernels/every_target.h"

namespace emovox::features {
namespace {

using Samples = std::vector<float>;
using Spectrum = std::vector<double>;
using kernels::for_every_target;

TEST(ZeroCrossings, AreChangesOfSign) {
  for_every_target([] {
    EXPECT_EQ(zero_crossings_of(Samples{1, -1, -1, 1, 1, -1}), 3U);
    EXPECT_EQ(zero_crossings_of(Samples{-1}), 0U);
    EXPECT_EQ(zero_crossings_of({}), 0U);
  });
}

TEST(ZeroCrossings, SamplesWithinTheThresholdCountAsPositive) {
  for_every_target([] {
    EXPECT_EQ(zero_crossings_of(Samples{1, -1e-11F, 1, -0.0F}), 0U);
    EXPECT_EQ(zero_crossings_of(Samples{-1, -1e-11F, -1, -2e-10F}), 2U);
    const float least = -1e-10F;  // as a float, just beyond the threshold
    EXPECT_EQ(zero_crossings_of(Samples{1, least, 1, std::nextafter(least, 0.0F)}), 2U);
  });
}

// One crossing at each position in turn, for lengths around the multiples of the vector length.
TEST(ZeroCrossings, AreFoundAtEveryPosition) {
  for_every_target([] {
    for (std::size_t length = 2; length < 70; ++length) {
      for (std::size_t at = 1; at < length; ++at) {
        Samples step(length, 1.0F);
        std::fill(step.begin() + static_cast<std::ptrdiff_t>(at), step.end(), -1.0F);
        EXPECT_EQ(zero_crossings_of(step), 1U) << at << " of " << length;
      }
    }
  });
}

TEST(Rms, IsTheRootOfTheMeanSquare) {
  for_every_target([] {
    EXPECT_NEAR(rms_of(Samples{3, -4, 0, 0, 0}), std::sqrt(5.0), 1e-15);
    EXPECT_FLOAT_EQ(static_cast<float>(rms_of(Samples(400, 3e38F))), 3e38F);
  });
}

TEST(Centroid, OfTwoEqualBinsLiesBetweenThem) {
  for_every_target([] {
    const Shape two = shape_of(Spectrum{0, 0, 7, 0, 0, 0, 7});
    EXPECT_NEAR(two.centroid, 4.0, 1e-12);
    EXPECT_NEAR(two.bandwidth, 2.0, 1e-12);
  });
}

TEST(Centroid, OfNarrowLinesAtEachEdgeIsExact) {
  for_every_target([] {
    for (const std::size_t first : {0U, 32766U}) {
      Spectrum lines(32769, 0.0);
      lines[first] = lines[first + 2] = 7.0;
      const Shape narrow = shape_of(lines);
      EXPECT_NEAR(narrow.centroid, static_cast<double>(first + 1), 1e-9);
      EXPECT_NEAR(narrow.bandwidth, 1.0, 1e-6);
    }
  });
}

TEST(Centroid, OfSilenceIsZero) {
  for_every_target([] {
    const Shape none = shape_of(Spectrum(257, 0.0));
    EXPECT_EQ(none.centroid, 0.0);
    EXPECT_EQ(none.bandwidth, 0.0);
  });
}

TEST(Flatness, IsGeometricOverArithmeticMean) {
  for_every_target([] {
    EXPECT_NEAR(flatness_of(Spectrum(257, 3.0)), 1.0, 1e-12);
    EXPECT_NEAR(flatness_of(Spectrum{1, 1, 1, 16}), 2.0 / 4.75, 1e-12);
    EXPECT_NEAR(flatness_of(Spectrum{1, 1, 1, 1, 32}), 2.0 / 7.2, 1e-12);
  });
}

TEST(Flatness, RaisesBinsToTheLeastPower) {
  for_every_target([] {
    EXPECT_NEAR(flatness_of(Spectrum(257, 0.0)), 1.0, 1e-12);
    EXPECT_NEAR(flatness_of(Spectrum{1e-10, 0, 1e-10, 0}), 1.0, 1e-12);
  });
}

// Mantissas just under 2, and more bins than one product can hold.
TEST(Flatness, NeitherOverflowsNorUnderflows) {
  for_every_target([] {
    EXPECT_NEAR(flatness_of(Spectrum(257, 1e82)), 1.0, 1e-9);
    for (const std::size_t bins : {1023, 1024, 1025, 32769}) {
      EXPECT_NEAR(flatness_of(Spectrum(bins, std::nextafter(2.0, 0.0))), 1.0, 1e-9) << bins;
      EXPECT_NEAR(flatness_of(Spectrum(bins, 1e-10)), 1.0, 1e-9) << bins;
    }
  });
}

TEST(Rolloff, IsTheFirstBinThatReachesTheShare) {
  for_every_target([] {
    EXPECT_EQ(rolloff_of(Spectrum(100, 1.0), 0.855), 85.0);
    EXPECT_EQ(rolloff_of(Spectrum{0, 0, 1, 0}, 0.85), 2.0);
    EXPECT_EQ(rolloff_of(Spectrum{0, 0, 0, 1}, 0.85), 3.0);
    EXPECT_EQ(rolloff_of(Spectrum(100, 0.0), 0.85), 0.0);
    EXPECT_EQ(rolloff_of(Spectrum{0.5, 0.5}, 0.5), 0.0);
  });
}

// Whole numbers, so that sums are exact. Any number of bins, and the edge in every quarter.
TEST(Rolloff, MatchesTheDefinitionForAnyNumberOfBins) {
  for_every_target([] {
    for (std::size_t bins = 1; bins < 40; ++bins) {
      Spectrum magnitude(bins);
      for (std::size_t k = 0; k < bins; ++k) magnitude[k] = static_cast<double>(k * k % 17);
      const double total = std::accumulate(magnitude.begin(), magnitude.end(), 0.0);
      for (const double share : {0.125, 0.375, 0.625, 0.875}) {
        std::size_t edge = 0;
        for (double below = magnitude[0]; below < share * total;) below += magnitude[++edge];
        EXPECT_EQ(rolloff_of(magnitude, share), static_cast<double>(edge)) << share << ", " << bins;
      }
    }
  });
}

}  // namespace
}  // namespace emovox::features
