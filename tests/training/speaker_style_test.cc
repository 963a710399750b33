// Means and deviations of speakers, moved towards each other.
#include "training/speaker_style.h"

#include <gtest/gtest.h>

#include <cmath>

namespace emovox::training {
namespace {

/// 100 steps of two dimensions: a wave around `mean` of deviation `std`, and zeros.
Steps wave(float mean, float std) {
  FrameMatrix steps{std::vector<float>(200, 0.0f), 100, 2};
  for (std::size_t t = 0; t < 100; ++t) steps.frame(t)[0] = mean + (t % 2 == 0 ? std : -std);
  return {steps};
}

class SpeakerStyle : public ::testing::Test {
 protected:
  Steps low_ = wave(-1.0f, 0.5f), high_ = wave(3.0f, 2.0f);
  std::vector<std::size_t> speakers_ = {4, 7};
  SpeakerStyles styles_{{&low_, &high_}, speakers_};
};

TEST_F(SpeakerStyle, MovesMeanAndDeviationTogetherTowardsAnother) {
  std::mt19937_64 random(1);
  double furthest = 0.0;
  std::size_t own = 0;
  for (int look = 0; look < 300; ++look) {
    Steps steps = low_;
    styles_.restyle(steps, 4, 1.0, random);
    const double up = steps[0].frame(0)[0], down = steps[0].frame(1)[0];
    const double share = ((up + down) / 2.0 + 1.0) / 4.0;  // of the way from -1 to 3
    EXPECT_GE(share, -1e-6);
    EXPECT_LT(share, 1.0);
    EXPECT_NEAR((up - down) / 2.0, 0.5 + share * 1.5, 1e-5);
    furthest = std::max(furthest, share);
    own += share < 1e-6;
  }
  EXPECT_GT(furthest, 0.95);
  EXPECT_GT(own, 100u);  // it draws itself half the time
  EXPECT_LT(own, 200u);
}

TEST_F(SpeakerStyle, NeverFurtherThanTheShareAsked) {
  std::mt19937_64 random(2);
  for (int look = 0; look < 100; ++look) {
    Steps steps = high_;
    styles_.restyle(steps, 7, 0.25, random);
    const double mean = (steps[0].frame(0)[0] + steps[0].frame(1)[0]) / 2.0;
    EXPECT_LE(mean, 3.0 + 1e-5);
    EXPECT_GE(mean, 2.0 - 1e-5);
    EXPECT_EQ(steps[0].frame(5)[1], 0.0f);  // what never moves stays where it is
  }
  Steps steps = low_;
  EXPECT_THROW(styles_.restyle(steps, 5, 0.25, random), std::out_of_range);
}

}  // namespace
}  // namespace emovox::training
