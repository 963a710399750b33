#include "emovox/recording.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "emovox/stream.h"
#include "model/error_of.h"
#include "model/random_model.h"
#include "model/same_prediction.h"

namespace emovox::model {
namespace {

using testing::HasSubstr;

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

TEST_F(RecordingTest, TheWholeEqualsPredict) {
  for (const double seconds : {0.05, 2.0, 29.9, 30.0, 31.0, 47.0}) {
    const Audio audio = random_voice(seconds, 16000, 1);
    const RecordingPrediction recording = predicted(audio, std::nullopt);
    EXPECT_TRUE(same(recording.whole, model_.predict(audio)));
    EXPECT_TRUE(recording.segments.empty());
  }
}

TEST_F(RecordingTest, SegmentsEqualThoseOfAStream) {
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

TEST_F(RecordingTest, EqualsPredictAtAnySampleRate) {
  for (const double seconds : {2.0, 33.0}) {
    const Audio audio = random_voice(seconds, 44100, 4);
    EXPECT_TRUE(same(predicted(audio, std::nullopt).whole, model_.predict(audio))) << seconds;
  }
}

TEST_F(RecordingTest, DiscardsABlockWithANonFiniteSample) {
  const Audio audio = random_voice(40.0, 16000, 5);
  const std::span<const float> samples = audio.samples;
  for (const bool with_segments : {false, true}) {
    RecordingPredictor recording = model_.open_recording(
        16000, options(with_segments ? std::optional(StreamOptions{}) : std::nullopt));
    std::size_t pushed = 0;
    for (const std::size_t seconds : {5, 29, 31, 35}) {  // held, about to be long, long
      recording.push(samples.subspan(pushed, seconds * 16000 - pushed));
      pushed = seconds * 16000;
      std::vector<float> bad(32000, 0.1F);
      bad.back() = std::numeric_limits<float>::quiet_NaN();
      const auto thrown = error_of([&] { recording.push(bad); });
      ASSERT_TRUE(thrown) << seconds;
      EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
      EXPECT_THAT(thrown->message, HasSubstr("sample 31999 is not a finite number"));
    }
    recording.push(samples.subspan(pushed));
    EXPECT_TRUE(same(recording.finish().whole, model_.predict(audio))) << with_segments;
  }
}

TEST_F(RecordingTest, RefusesCallsAfterFinish) {
  for (const auto& windows : {std::optional<StreamOptions>(), std::optional(StreamOptions{})}) {
    RecordingPredictor recording = model_.open_recording(16000, options(windows));
    const Audio audio = random_voice(1.0, 16000, 6);
    recording.push(audio.samples);
    recording.finish();
    for (const auto& thrown :
         {error_of([&] { recording.push(audio.samples); }), error_of([&] { recording.push({}); }),
          error_of([&] { recording.finish(); })}) {
      ASSERT_TRUE(thrown);
      EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
      EXPECT_THAT(thrown->message, HasSubstr("recording: has ended"));
    }
  }
}

TEST_F(RecordingTest, ARecordingBeyondTheLongestLengthIsRefused) {
  RecordingOptions options;
  options.longest = 2.0;
  const Audio audio = random_voice(2.0, 16000, 7);
  RecordingPredictor recording = model_.open_recording(16000, options);
  recording.push(audio.samples);
  const std::vector<float> one_more(1, 0.0F);
  const auto thrown = error_of([&] { recording.push(one_more); });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::too_long);
  EXPECT_THAT(thrown->message, HasSubstr("lasts longer than 2 seconds"));
  EXPECT_TRUE(same(recording.finish().whole, model_.predict(audio))) << "the rest was not taken";
  options.longest = std::nan("");
  EXPECT_EQ(error_of([&] { model_.open_recording(16000, options); })->code,
            ErrorCode::invalid_argument);
}

TEST_F(RecordingTest, ACancelledRecordingStopsBeforeTheNextBlock) {
  bool cancelled = false;
  RecordingOptions options;
  options.cancelled = [&] { return cancelled; };
  const Audio audio = random_voice(1.0, 16000, 8);
  RecordingPredictor recording = model_.open_recording(16000, options);
  recording.push(audio.samples);
  cancelled = true;
  EXPECT_EQ(error_of([&] { recording.push(audio.samples); })->code, ErrorCode::cancelled);
  EXPECT_TRUE(same(recording.finish().whole, model_.predict(audio))) << "the rest was not taken";
}

/// A WAV file of 16-bit samples at 16 kHz with the right length in its header.
std::vector<std::byte> wav_bytes(const Audio& audio) {
  std::string bytes = "RIFF....WAVEfmt ";
  const auto append = [&](std::uint32_t value, int size) {
    for (int i = 0; i < size; ++i) bytes.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  };
  const auto data = static_cast<std::uint32_t>(2 * audio.samples.size());
  append(16, 4), append(1, 2), append(1, 2), append(16000, 4), append(32000, 4);
  append(2, 2), append(16, 2);
  bytes += "data";
  append(data, 4);
  for (const float sample : audio.samples) {
    append(static_cast<std::uint32_t>(static_cast<std::int32_t>(sample * 32767)), 2);
  }
  for (int i = 0; i < 4; ++i) bytes[4 + i] = static_cast<char>((36 + data) >> (8 * i) & 0xFF);
  const auto* begin = reinterpret_cast<const std::byte*>(bytes.data());
  return {begin, begin + bytes.size()};
}

TEST_F(RecordingTest, AReaderIsPredictedToItsEnd) {
  const auto bytes = wav_bytes(random_voice(20.0, 16000, 9));
  AudioReader reader = AudioReader::from_memory(bytes);
  const RecordingPrediction prediction =
      predict_recording(model_, reader, options(StreamOptions{.window = 2.0, .hop = 1.0}));
  EXPECT_TRUE(same(prediction.whole, model_.predict(decode_audio(bytes))));
  EXPECT_EQ(prediction.segments.size(), 19U);
}

TEST_F(RecordingTest, ATooLongLengthInTheHeaderIsRefusedBeforeReading) {
  const auto bytes = wav_bytes(random_voice(3.0, 16000, 10));
  AudioReader reader = AudioReader::from_memory(bytes);
  int asked = 0;
  RecordingOptions options;
  options.longest = 2.0;
  options.cancelled = [&] { return ++asked > 0; };
  EXPECT_EQ(error_of([&] { predict_recording(model_, reader, options); })->code,
            ErrorCode::too_long);
  EXPECT_EQ(asked, 0) << "no block came";
  std::vector<float> block(16);
  EXPECT_EQ(reader.read(block), 16U) << "its samples are still there";
}

TEST_F(RecordingTest, MarkUncertainUsesTheThreshold) {
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
