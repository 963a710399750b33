#include "model/normaliser.h"

#include <gmock/gmock.h>

#include <cmath>

#include "model/error_of.h"

namespace emovox::model {
namespace {

using testing::ElementsAre;
using testing::FloatEq;
using testing::FloatNear;
using testing::HasSubstr;

FrameMatrix matrix(std::size_t dims, std::vector<float> values) {
  const std::size_t frames = values.size() / dims;
  return {std::move(values), frames, dims};
}

TEST(FitNormaliser, UsesAllFramesOfAllUtterances) {
  const FrameMatrix first = matrix(2, {1, 10, 3, 10});
  const FrameMatrix second = matrix(2, {8, 10});
  const NormaliserStatistics statistics = fit_normaliser({&first, &second});
  EXPECT_THAT(statistics.mean, ElementsAre(FloatEq(4), FloatEq(10)));
  EXPECT_THAT(statistics.std, ElementsAre(FloatEq(std::sqrt(26.0f / 3.0f)), kSmallestStd));
}

TEST(FitNormaliser, KeepsPrecisionForSmallVarianceAroundALargeMean) {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i) values.push_back(i % 2 == 0 ? 10000.0f : 10000.25f);
  const FrameMatrix frames = matrix(1, values);
  EXPECT_NEAR(fit_normaliser({&frames}).std[0], 0.125, 1e-6);
}

TEST(FitNormaliser, RefusesNoFramesAndMixedDimensions) {
  const FrameMatrix none = matrix(2, {});
  const FrameMatrix two = matrix(2, {1, 2});
  const FrameMatrix three = matrix(3, {1, 2, 3});
  EXPECT_TRUE(error_of([&] { fit_normaliser({}); }));
  EXPECT_TRUE(error_of([&] { fit_normaliser({&none}); }));
  EXPECT_THAT(error_of([&] {
                fit_normaliser({&two, &three});
              })->message,
              HasSubstr("2 and 3 dimensions"));
}

class Normalise : public testing::Test {
 protected:
  const FrameMatrix features_ = matrix(2, {1, 5, 3, 5, 8, 5});
  const NormaliserStatistics statistics_{{2, 1}, {2, 4}};
  ModelOptions options_;
};

TEST_F(Normalise, ByCorpus) {
  const FrameMatrix out = normalise(features_, statistics_, options_);
  EXPECT_EQ(out.frames, 3u);
  EXPECT_THAT(out.values, ElementsAre(-0.5f, 1, 0.5f, 1, 3, 1));
}

TEST_F(Normalise, ByUtterance) {
  options_.normalisation = Normalisation::utterance;
  const FrameMatrix out = normalise(features_, statistics_, options_);
  const float std = std::sqrt((1.5f * 1.5f + 0.5f * 0.5f + 2 * 2) / 3);  // around the mean, 1
  EXPECT_THAT(out.values,
              ElementsAre(FloatEq(-1.5f / std), 0, FloatEq(-0.5f / std), 0, FloatEq(2 / std), 0));
}

TEST_F(Normalise, DoesNotAmplifyNearlyConstantDimensions) {
  options_.normalisation = Normalisation::utterance;
  const FrameMatrix still = matrix(1, {1.0f, 1.002f});
  const FrameMatrix out = normalise(still, {{1}, {1}}, options_);
  EXPECT_THAT(out.values, ElementsAre(FloatNear(-0.01f, 1e-5f), FloatNear(0.01f, 1e-5f)));
}

TEST_F(Normalise, CentredKeepsTheVariance) {
  options_.normalisation = Normalisation::centred;
  const FrameMatrix out = normalise(features_, statistics_, options_);
  EXPECT_THAT(out.values, ElementsAre(-1.5f, 0, -0.5f, 0, 2, 0));
}

TEST_F(Normalise, BothConcatenatesCorpusAndUtterance) {
  options_.normalisation = Normalisation::both;
  const FrameMatrix both = normalise(features_, statistics_, options_);
  options_.normalisation = Normalisation::utterance;
  const FrameMatrix utterance = normalise(features_, statistics_, options_);
  EXPECT_EQ(both.dims, 4u);
  EXPECT_THAT(both.frame(2), ElementsAre(3, 1, utterance.frame(2)[0], utterance.frame(2)[1]));
}

TEST_F(Normalise, AveragesFramesIntoStepsAndTheLastMayBeShorter) {
  options_.frames_per_step = 2;
  const FrameMatrix out = normalise(features_, statistics_, options_);
  EXPECT_EQ(out.frames, 2u);
  EXPECT_THAT(out.values, ElementsAre(0, 1, 3, 1));
}

TEST_F(Normalise, RefusesOtherDimensions) {
  const auto thrown = error_of([&] { normalise(features_, {{0}, {1}}, options_); });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
  EXPECT_THAT(thrown->message, HasSubstr("features have 2 dimensions; must have 1"));
}

}  // namespace
}  // namespace emovox::model
