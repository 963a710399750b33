// A model with a threshold marks uncertain predictions of recordings, windows and streams.
#include <gtest/gtest.h>

#include <algorithm>

#include "emovox/stream.h"
#include "model/random_model.h"

namespace emovox {
namespace {

using model::random_voice;

Model with_threshold(double abstain_below) {
  ModelInfo info = model::small_info();
  info.abstain_below = abstain_below;
  return model::load_random_model(info, 7);
}

TEST(Abstention, MarksPredictionsBelowTheThreshold) {
  const Audio voice = random_voice(0.5, 16000, 1);
  const Prediction sure = with_threshold(0.0).predict(voice);
  EXPECT_FALSE(sure.uncertain);
  const double confidence = sure.confidence;
  EXPECT_FALSE(with_threshold(confidence).predict(voice).uncertain);
  const Prediction unsure = with_threshold(confidence + 1e-6).predict(voice);
  EXPECT_TRUE(unsure.uncertain);
  EXPECT_EQ(unsure.label, sure.label);
  EXPECT_EQ(unsure.probabilities, sure.probabilities);
}

TEST(Abstention, AppliesOnlyToPredictionsWithAnEmotion) {
  const Audio silence{std::vector<float>(16000, 0.0f), 16000};
  const Prediction prediction = with_threshold(1.0).predict(silence);
  EXPECT_EQ(prediction.state, PredictionState::silent);
  EXPECT_FALSE(prediction.uncertain);
}

TEST(Abstention, UsesTheMeanOfTheWindowsOfLongRecordings) {
  const Audio voice = random_voice(kLongestUtterance + 1.0, 16000, 2);
  const double confidence = with_threshold(0.0).predict(voice).confidence;
  EXPECT_FALSE(with_threshold(confidence).predict(voice).uncertain);
  EXPECT_TRUE(with_threshold(confidence + 1e-6).predict(voice).uncertain);
}

TEST(Abstention, AppliesToEveryWindowOfAStream) {
  const Audio voice = random_voice(3.0, 16000, 3);
  const auto windows_of = [&](double abstain_below) {
    Stream stream = with_threshold(abstain_below).open_stream(16000, {.window = 0.4, .hop = 0.2});
    stream.push(voice.samples);
    std::vector<Prediction> windows;
    while (auto window = stream.poll()) windows.push_back(*window);
    return windows;
  };
  std::vector<float> confidences;
  for (const Prediction& window : windows_of(0.0)) confidences.push_back(window.confidence);
  std::ranges::sort(confidences);
  const float middle = confidences[confidences.size() / 2];
  ASSERT_LT(confidences.front(), middle);
  std::size_t uncertain = 0;
  for (const Prediction& window : windows_of(middle)) {
    EXPECT_EQ(window.uncertain, window.confidence < middle);
    uncertain += window.uncertain;
  }
  EXPECT_GT(uncertain, 0u);
  EXPECT_LT(uncertain, confidences.size());
}

}  // namespace
}  // namespace emovox
