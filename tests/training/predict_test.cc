// Posteriors of a dataset's utterances: alone, in batches, and of long utterances by their windows.
#include <gtest/gtest.h>

#include "training/dataset.h"
#include "training/fit.h"
#include "training/small_corpus.h"
#include "training/validation.h"

namespace emovox::training {
namespace {

class PredictUtterances : public ::testing::Test {
 protected:
  PredictUtterances() {
    TrainingJob job;
    job.utterances = range(0, 8);
    file_ = fit(dataset_, small_recipe(), job);
  }

  Dataset dataset_ = small_dataset(2, 8, 1);
  model::ModelFile file_;
};

TEST_F(PredictUtterances, EachUtteranceGetsItsPredictionAlone) {
  const Network network(file_);
  const std::vector<std::size_t> some{6, 1, 1, 3};
  const auto posteriors = predict_utterances(network, dataset_, some, 2);
  ASSERT_EQ(posteriors.size(), 4u);
  for (std::size_t n = 0; n < some.size(); ++n) {
    EXPECT_EQ(posteriors[n], network.forward(dataset_.features[some[n]]).probabilities);
  }
}

TEST_F(PredictUtterances, AveragesTheWindowsOfALongUtterance) {
  const Network network(file_);
  dataset_.windows[3] = {dataset_.features[0], dataset_.features[5], dataset_.features[6]};
  dataset_.windows[4] = {dataset_.features[1]};
  const auto posteriors = predict_utterances(network, dataset_, {2, 3, 4, 5}, 1);
  ASSERT_EQ(posteriors.size(), 4u);
  EXPECT_EQ(posteriors[0], network.forward(dataset_.features[2]).probabilities);
  EXPECT_EQ(posteriors[2], network.forward(dataset_.features[1]).probabilities);
  EXPECT_EQ(posteriors[3], network.forward(dataset_.features[5]).probabilities);
  for (std::size_t c = 0; c < 2; ++c) {
    double sum = 0.0;
    for (const Features& window : dataset_.windows[3]) {
      sum += network.forward(window).probabilities[c];
    }
    EXPECT_FLOAT_EQ(posteriors[1][c], static_cast<float>(sum / 3.0));
  }
}

TEST_F(PredictUtterances, ValidationScoresLongUtterancesByTheirWindows) {
  const ValidationScore expected = BestEpoch(dataset_, range(0, 8)).consider(1, file_, 1);
  dataset_.windows[3] = {dataset_.features[3]};
  dataset_.features[3] = dataset_.features[4];  // of the other class
  const ValidationScore score = BestEpoch(dataset_, range(0, 8)).consider(1, file_, 1);
  EXPECT_EQ(score.loss, expected.loss);
  EXPECT_EQ(score.ua, expected.ua);
}

}  // namespace
}  // namespace emovox::training
