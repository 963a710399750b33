// The six statistics of a frame, each against a value known in closed form.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "features/centroid.h"
#include "features/flatness.h"
#include "features/rms.h"
#include "features/rolloff.h"
#include "features/zero_crossings.h"

namespace emovox::features {
namespace {

TEST(ZeroCrossingRate, CountsChangesOfSignOverTheWindowLength) {
  EXPECT_EQ(zero_crossing_rate(std::vector<float>{1, -1, -1, 1, 1, -1}, 400), 3.0F / 400.0F);
  EXPECT_EQ(zero_crossing_rate(std::vector<float>{-1}, 400), 0.0F);
}

TEST(ZeroCrossingRate, TakesWhatIsWithinTheThresholdForPositive) {
  EXPECT_EQ(zero_crossing_rate(std::vector<float>{1, -1e-11F, 1, -0.0F}, 4), 0.0F);
  EXPECT_EQ(zero_crossing_rate(std::vector<float>{-1, -1e-11F, -1, -2e-10F}, 4), 0.5F);
}

TEST(Rms, IsTheRootOfTheMeanSquare) {
  EXPECT_FLOAT_EQ(rms(std::vector<float>{3, -4, 0, 0, 0}), std::sqrt(5.0F));
  EXPECT_FLOAT_EQ(rms(std::vector<float>(400, 3e38F)), 3e38F);
}

TEST(Centroid, OfTwoEqualBinsLiesBetweenThem) {
  const Centroid two = centroid_and_bandwidth(std::vector<double>{0, 0, 7, 0, 0, 0, 7}, 10.0);
  EXPECT_NEAR(two.centroid, 40.0, 1e-12);
  EXPECT_NEAR(two.bandwidth, 20.0, 1e-12);
}

TEST(Centroid, OfSilenceIsZero) {
  const Centroid none = centroid_and_bandwidth(std::vector<double>(257, 0.0), 31.25);
  EXPECT_EQ(none.centroid, 0.0);
  EXPECT_EQ(none.bandwidth, 0.0);
}

TEST(Flatness, IsGeometricOverArithmeticMean) {
  EXPECT_NEAR(flatness(std::vector<double>(257, 3.0)), 1.0, 1e-12);
  EXPECT_NEAR(flatness(std::vector<double>{1, 1, 1, 16}), 2.0 / 4.75, 1e-12);
  EXPECT_NEAR(flatness(std::vector<double>{1, 1, 1, 1, 32}), 2.0 / 7.2, 1e-12);
}

TEST(Flatness, TakesNoBinForLessThanTheLeastPower) {
  EXPECT_NEAR(flatness(std::vector<double>(257, 0.0)), 1.0, 1e-12);
  EXPECT_NEAR(flatness(std::vector<double>{1e-10, 0, 1e-10, 0}), 1.0, 1e-12);
}

TEST(Flatness, NeitherOverflowsNorUnderflows) {
  EXPECT_NEAR(flatness(std::vector<double>(257, 1e82)), 1.0, 1e-9);
}

TEST(Rolloff, IsTheFirstBinThatReachesTheShare) {
  const std::vector<double> flat(100, 1.0);
  EXPECT_EQ(rolloff_bin(flat, 0.855), 85U);
  EXPECT_EQ(rolloff_bin(std::vector<double>{0, 0, 1, 0}, 0.85), 2U);
  EXPECT_EQ(rolloff_bin(std::vector<double>(100, 0.0), 0.85), 0U);
  EXPECT_EQ(rolloff_bin(std::vector<double>{0.5, 0.5}, 0.5), 0U);
}

}  // namespace
}  // namespace emovox::features
