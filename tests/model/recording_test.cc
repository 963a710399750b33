#include "emovox/recording.h"

#include <gmock/gmock.h>

#include <cstring>
#include <random>

#include "emovox/stream.h"
#include "model/random_model.h"
#include "model/same_prediction.h"

namespace emovox::model {
namespace {

class RecordingTest : public testing::Test {
 protected:
  static RecordingOptions options(const std::optional<StreamOptions>& windows) {
    return {.segments = windows, .longest = 0.0, .cancelled = {}};
  }

  /// In pieces of any size.
  RecordingPrediction predicted(const Audio& audio,
                                const std::optional<StreamOptions>& windows) const {
    RecordingPredictor recording = model_.open_recording(audio.sample_rate, options(windows));
    std::mt19937 random(1);
    for (std::size_t at = 0; at < audio.samples.size();) {
      const auto rest = std::span(audio.samples).subspan(at);
      const auto piece = rest.first(std::min<std::size_t>(rest.size(), random() % 50'000));
      recording.push(piece);
      at += piece.size();
    }
    return recording.finish();
  }

  std::vector<Prediction> windows_of(const Audio& audio, const StreamOptions& windows) const {
    Stream stream = model_.open_stream(16000, windows);
    stream.push(audio.samples);
    std::vector<Prediction> predictions;
    while (auto one = stream.finish()) predictions.push_back(std::move(*one));
    return predictions;
  }

  const Model model_ = load_random_model(small_info(), 7);
};

TEST_F(RecordingTest, TheWholeIsThatOfPredict) {
  for (const double seconds : {0.05, 2.0, 29.9, 30.0, 31.0, 47.0}) {
    const Audio audio = random_voice(seconds, 16000, 1);
    const RecordingPrediction recording = predicted(audio, std::nullopt);
    EXPECT_TRUE(same(recording.whole, model_.predict(audio)));
    EXPECT_TRUE(recording.segments.empty());
  }
}

TEST_F(RecordingTest, SegmentsAreThoseOfAStream) {
  for (const StreamOptions& windows : {StreamOptions{}, StreamOptions{.window = 3.0, .hop = 3.0}}) {
    for (const double seconds : {1.0, 7.0, 34.0}) {
      const Audio audio = random_voice(seconds, 16000, 2);
      const RecordingPrediction recording = predicted(audio, windows);
      const auto expected = windows_of(audio, windows);
      ASSERT_EQ(recording.segments.size(), expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_TRUE(same(recording.segments[i], expected[i]));
      }
      EXPECT_TRUE(same(recording.whole, model_.predict(audio)));
    }
  }
}

TEST_F(RecordingTest, AThresholdMarksWhatIsLessSure) {
  RecordingPrediction recording = predicted(random_voice(5.0, 16000, 3), StreamOptions{});
  mark_uncertain(recording, 1.0);
  EXPECT_TRUE(recording.whole.uncertain);
  EXPECT_TRUE(recording.segments.front().uncertain);
  mark_uncertain(recording, 0.0);
  EXPECT_FALSE(recording.whole.uncertain);
  recording.whole.state = PredictionState::silent;
  mark_uncertain(recording, 1.0);
  EXPECT_FALSE(recording.whole.uncertain) << "silence is no emotion to be sure of";
}

}  // namespace
}  // namespace emovox::model
