#include "text/posterior.h"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <vector>

namespace emovox::text {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

TEST(Softmax, IsTheShareOfThePowers) {
  std::vector<double> scores = {std::log(1.0), std::log(3.0)};
  softmax(scores);
  EXPECT_THAT(scores, ElementsAre(DoubleNear(0.25, 1e-15), DoubleNear(0.75, 1e-15)));
}

TEST(Softmax, HoldsForScoresOfAnySize) {
  std::vector<double> scores = {1e300, -1e300, 1e300};
  softmax(scores);
  EXPECT_THAT(scores, ElementsAre(0.5, 0.0, 0.5));
}

TEST(Softmax, SharpnessMultipliesTheScores) {
  std::vector<double> sharp = {0.5, -1.0, 2.0};
  std::vector<double> multiplied = {1.5, -3.0, 6.0};
  softmax(sharp, 3.0);
  softmax(multiplied);
  for (std::size_t c = 0; c < sharp.size(); ++c) EXPECT_NEAR(sharp[c], multiplied[c], 1e-15);
}

TEST(Argmax, IsTheFirstOfEqualValues) {
  EXPECT_EQ(argmax(std::vector<float>{1.0F, 3.0F, 2.0F, 3.0F}), 1u);
  EXPECT_EQ(argmax(std::array<double, 1>{-5.0}), 0u);
}

TEST(LogProbability, IsFinite) {
  EXPECT_EQ(log_probability(1.0), 0.0);
  EXPECT_EQ(log_probability(0.0), std::log(kLeastProbability));
}

}  // namespace
}  // namespace emovox::text
