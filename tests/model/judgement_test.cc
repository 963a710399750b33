#include "emovox/judgement.h"

#include <gmock/gmock.h>

#include <cstring>
#include <random>

#include "emovox/stream.h"
#include "model/random_model.h"
#include "model/same_prediction.h"

namespace emovox::model {
namespace {

class JudgementTest : public testing::Test {
 protected:
  /// In pieces of any size.
  Judgement judged(const Audio& audio, const std::optional<StreamOptions>& windows) const {
    Judge judge(model_, windows);
    std::mt19937 random(1);
    for (std::size_t at = 0; at < audio.samples.size();) {
      const auto rest = std::span(audio.samples).subspan(at);
      const auto piece = rest.first(std::min<std::size_t>(rest.size(), random() % 50'000));
      judge.push(piece);
      at += piece.size();
    }
    return judge.finish();
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

TEST_F(JudgementTest, TheWholeIsThatOfPredict) {
  for (const double seconds : {0.05, 2.0, 29.9, 30.0, 31.0, 47.0}) {
    const Audio audio = random_voice(seconds, 16000, 1);
    const Judgement judgement = judged(audio, std::nullopt);
    EXPECT_TRUE(same(judgement.whole, model_.predict(audio)));
    EXPECT_TRUE(judgement.segments.empty());
  }
}

TEST_F(JudgementTest, SegmentsAreThoseOfAStream) {
  for (const StreamOptions& windows : {StreamOptions{}, StreamOptions{.window = 3.0, .hop = 3.0}}) {
    for (const double seconds : {1.0, 7.0, 34.0}) {
      const Audio audio = random_voice(seconds, 16000, 2);
      const Judgement judgement = judged(audio, windows);
      const auto expected = windows_of(audio, windows);
      ASSERT_EQ(judgement.segments.size(), expected.size());
      for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_TRUE(same(judgement.segments[i], expected[i]));
      }
      EXPECT_TRUE(same(judgement.whole, model_.predict(audio)));
    }
  }
}

TEST_F(JudgementTest, AThresholdMarksWhatIsLessSure) {
  Judgement judgement = judged(random_voice(5.0, 16000, 3), StreamOptions{});
  mark_uncertain(judgement, 1.0);
  EXPECT_TRUE(judgement.whole.uncertain);
  EXPECT_TRUE(judgement.segments.front().uncertain);
  mark_uncertain(judgement, 0.0);
  EXPECT_FALSE(judgement.whole.uncertain);
  judgement.whole.state = PredictionState::silent;
  mark_uncertain(judgement, 1.0);
  EXPECT_FALSE(judgement.whole.uncertain) << "silence is no emotion to be sure of";
}

}  // namespace
}  // namespace emovox::model
