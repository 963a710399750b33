#include "emovox/stream.h"

#include <gmock/gmock.h>

#include <limits>

#include "model/error_of.h"
#include "model/random_model.h"
#include "model/same_prediction.h"

namespace emovox {
namespace {

using model::error_of;
using model::load_random_model;
using model::random_voice;
using model::same;
using model::small_info;
using testing::HasSubstr;

class StreamTest : public testing::Test {
 protected:
  using Events = std::vector<Prediction>;

  /// All predictions of the stream for a voice in pieces of the sizes that `next` returns.
  template <class Next>
  static Events listen(Stream& stream, std::span<const float> samples, Next next) {
    Events events;
    while (!samples.empty()) {
      const auto piece = samples.first(std::min<std::size_t>(samples.size(), next()));
      stream.push(piece);
      samples = samples.subspan(piece.size());
      while (auto event = stream.poll()) events.push_back(*event);
    }
    while (auto event = stream.finish()) events.push_back(*event);
    return events;
  }

  Events listen_at_once(const Audio& voice, const StreamOptions& options) const {
    Stream stream = model_.open_stream(voice.sample_rate, options);
    return listen(stream, voice.samples, [&] { return voice.samples.size(); });
  }

  static Audio stretch(const Audio& audio, std::size_t begin, std::size_t length) {
    const auto first = audio.samples.begin() + static_cast<std::ptrdiff_t>(begin);
    return {{first, first + static_cast<std::ptrdiff_t>(length)}, audio.sample_rate};
  }

  static void expect_same(const Events& a, const Events& b) {
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(same(a[i], b[i])) << i;
  }

  const Model model_ = load_random_model(small_info(), 21);
  const StreamOptions options_{.window = 0.4, .hop = 0.15};
};

TEST_F(StreamTest, PredictionsDoNotDependOnThePieces) {
  for (int sample_rate : {16000, 44100, 8000}) {
    const Audio voice = random_voice(1.7, sample_rate, 5);
    const Events expected = listen_at_once(voice, options_);
    ASSERT_GE(expected.size(), 9u);
    std::uint32_t state = 12345;
    for (std::uint32_t largest : {1u, 37u, 1000u, 9000u}) {
      if (largest == 1 && sample_rate != 16000) largest = 3;
      Stream stream = model_.open_stream(sample_rate, options_);
      expect_same(listen(stream, voice.samples,
                         [&] {
                           state = state * 1664525u + 1013904223u;
                           return 1 + (state >> 8) % largest;
                         }),
                  expected);
    }
  }
}

TEST_F(StreamTest, AWindowEqualsThePredictionOfItsSamples) {
  for (int sample_rate : {16000, 44100}) {
    const Audio voice = random_voice(1.8, sample_rate, 6);
    const Audio resampled = resample(voice, 16000);
    const Events events = listen_at_once(voice, options_);
    ASSERT_EQ(events.size(), 11u);  // ten windows of 0.4 s, and [1.5, 1.8)
    for (std::size_t k = 0; k < events.size(); ++k) {
      const std::size_t length = k < 10 ? 6400 : resampled.samples.size() - k * 2400;
      Prediction expected = model_.predict(stretch(resampled, k * 2400, length));
      expected.start = static_cast<double>(k * 2400) / 16000;
      expected.end = static_cast<double>(k * 2400 + length) / 16000;
      EXPECT_TRUE(same(events[k], expected)) << sample_rate << " Hz, window " << k;
    }
  }
}

TEST_F(StreamTest, AWindowOfAModelWithProsodyEqualsThePredictionOfItsSamples) {
  ModelInfo info = small_info();
  info.network.feature_sets = {FeatureSet::log_mel, FeatureSet::lld, FeatureSet::prosody};
  const Model model = load_random_model(info, 21);
  const Audio voice = random_voice(0.7, 16000, 6);
  Stream stream = model.open_stream(16000, options_);
  const Events events = listen(stream, voice.samples, [] { return 77; });
  ASSERT_EQ(events.size(), 3u);
  for (std::size_t k = 0; k < 3; ++k) {
    Prediction expected = model.predict(stretch(voice, k * 2400, 6400));
    expected.start = static_cast<double>(k * 2400) / 16000;
    expected.end = static_cast<double>(k * 2400 + 6400) / 16000;
    EXPECT_TRUE(same(events[k], expected)) << k;
    EXPECT_FALSE(same(events[k], model_.predict(stretch(voice, k * 2400, 6400)))) << k;
  }
}

TEST_F(StreamTest, AWindowIsReadyWithItsLastSample) {
  const Audio voice = random_voice(0.4, 16000, 7);
  Stream stream = model_.open_stream(16000, options_);
  stream.push(std::span(voice.samples).first(6399));
  EXPECT_FALSE(stream.poll());
  stream.push(std::span(voice.samples).last(1));
  EXPECT_TRUE(stream.poll());
  EXPECT_FALSE(stream.poll());
  EXPECT_FALSE(stream.finish());  // all windows were returned
}

TEST_F(StreamTest, FinishGivesCompleteWindowsThatWereNotPolled) {
  const Audio voice = random_voice(0.6, 16000, 7);
  Stream stream = model_.open_stream(16000, options_);
  stream.push(voice.samples);
  EXPECT_EQ(stream.finish()->start, 0.0);
  EXPECT_EQ(stream.finish()->start, 0.15);
  EXPECT_EQ(stream.finish()->end, 0.6);
  EXPECT_FALSE(stream.finish());
  EXPECT_FALSE(stream.poll());
}

TEST_F(StreamTest, OmitsARemainderThatIsTooShort) {
  const StreamOptions side_by_side{.window = 0.4, .hop = 0.4};
  EXPECT_EQ(listen_at_once(random_voice(0.49, 16000, 1), side_by_side).size(), 1u);
  EXPECT_EQ(listen_at_once(random_voice(0.5, 16000, 1), side_by_side).size(), 2u);
}

TEST_F(StreamTest, AVoiceShorterThanAWindowGivesOnePrediction) {
  EXPECT_TRUE(listen_at_once(random_voice(0.0, 16000, 1), options_).empty());
  const Events tiny = listen_at_once(random_voice(0.05, 16000, 1), options_);
  ASSERT_EQ(tiny.size(), 1u);
  EXPECT_EQ(tiny[0].state, PredictionState::too_short);
  EXPECT_EQ(tiny[0].end, 0.05);
  const Audio voice = random_voice(0.3, 16000, 1);
  const Events shorter = listen_at_once(voice, options_);
  ASSERT_EQ(shorter.size(), 1u);
  EXPECT_TRUE(same(shorter[0], model_.predict(voice)));
}

TEST_F(StreamTest, SilentWindowsHaveTheStateSilent) {
  Audio voice = random_voice(1.0, 16000, 1);
  std::fill(voice.samples.begin(), voice.samples.begin() + 8000, 0.0f);
  const Events events = listen_at_once(voice, options_);
  EXPECT_EQ(events[0].state, PredictionState::silent);
  EXPECT_EQ(events[0].end, 0.4);
  EXPECT_EQ(events[4].state, PredictionState::ok);
}

TEST_F(StreamTest, ResetStartsANewVoice) {
  const Audio voice = random_voice(1.1, 44100, 3);
  const Events expected = listen_at_once(voice, options_);
  Stream stream = model_.open_stream(44100, options_);
  const auto whole = [&] { return voice.samples.size(); };
  stream.push(std::span(voice.samples).first(30001));
  stream.poll();
  stream.reset();
  expect_same(listen(stream, voice.samples, whole), expected);
  EXPECT_THAT(error_of([&] { stream.push(voice.samples); })->message, HasSubstr("has ended"));
  stream.reset();
  expect_same(listen(stream, voice.samples, whole), expected);
}

TEST_F(StreamTest, DiscardsAPieceWithANonFiniteSample) {
  Audio voice = random_voice(0.4, 16000, 3);
  Stream stream = model_.open_stream(16000, options_);
  std::vector<float> bad = voice.samples;
  bad.back() = std::numeric_limits<float>::quiet_NaN();
  EXPECT_EQ(error_of([&] { stream.push(bad); })->code, ErrorCode::invalid_argument);
  EXPECT_FALSE(stream.poll());
  stream.push(voice.samples);
  EXPECT_TRUE(same(*stream.poll(), model_.predict(voice)));
}

TEST_F(StreamTest, OutlivesItsModel) {
  auto short_lived = std::make_unique<Model>(load_random_model(small_info(), 21));
  Stream stream = short_lived->open_stream(16000, options_);
  short_lived.reset();
  const Audio voice = random_voice(0.4, 16000, 3);
  stream.push(voice.samples);
  Stream moved = std::move(stream);
  EXPECT_TRUE(same(*moved.poll(), model_.predict(voice)));
}

TEST_F(StreamTest, AcceptsAMillionSamplesAtOnce) {
  Audio voice = random_voice(2.0, 16000, 3);
  voice.samples.resize(1000000, 0.0f);
  EXPECT_EQ(listen_at_once(voice, {.window = 3.0, .hop = 0.5}).size(), 120u);
}

TEST_F(StreamTest, OptionsAreChecked) {
  const auto refusal = [&](double window, double hop) {
    const auto thrown =
        error_of([&] { model_.open_stream(16000, {.window = window, .hop = hop}); });
    if (!thrown) return std::string("accepted");
    EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
    return thrown->message;
  };
  EXPECT_THAT(refusal(0.09, 0.05), HasSubstr("window: is 0.09"));
  EXPECT_THAT(refusal(30.1, 1.0), HasSubstr("window: is 30.1"));
  EXPECT_THAT(refusal(std::numeric_limits<double>::quiet_NaN(), 1.0), HasSubstr("window"));
  EXPECT_THAT(refusal(1.0, 0.0), HasSubstr("hop: is 0; must be above 0"));
  EXPECT_THAT(refusal(1.0, 1.1), HasSubstr("hop: is 1.1"));
  EXPECT_EQ(refusal(30.0, 30.0), "accepted");
  EXPECT_TRUE(error_of([&] { model_.open_stream(0, options_); }));
}

}  // namespace
}  // namespace emovox
