#include <gmock/gmock.h>

#include <limits>

#include "emovox/error.h"
#include "emovox/vad.h"
#include "vad/noises.h"

namespace emovox {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using vad::append;
using vad::kRate;
using vad::silence;
using vad::Sound;
using vad::syllables;

/// Two utterances, of 2 and 1.5 s, in faint noise.
Audio conversation() {
  Sound sound = silence(1.0);
  append(sound, syllables(2.0, -25.0, 1));
  append(sound, silence(1.5));
  append(sound, syllables(1.5, -25.0, 2));
  append(sound, silence(1.0));
  vad::add(sound, vad::white_noise(7.0, -60.0, 3));
  return {sound, kRate};
}

std::string refusal(const Audio& audio, const VoiceActivityOptions& options = {}) {
  try {
    voice_activity(audio, options);
  } catch (const Error& error) {
    return std::string(to_string(error.code())) + " " + error.what();
  }
  return "accepted";
}

TEST(VoiceActivity, FindsEachUtterance) {
  const auto segments = voice_activity(conversation());
  ASSERT_EQ(segments.size(), 2U);
  EXPECT_NEAR(segments[0].start, 1.0, 0.15);
  EXPECT_NEAR(segments[0].end, 3.0, 0.15);
  EXPECT_NEAR(segments[1].start, 4.5, 0.15);
  EXPECT_NEAR(segments[1].end, 6.0, 0.15);
}

// find() runs the detector as the listener does, frame by frame over the whole sound.
TEST(VoiceActivity, EqualsTheUtterancesOfTheDetector) {
  const Audio audio = conversation();
  const auto expected = vad::find(audio.samples);
  const auto segments = voice_activity(audio);
  ASSERT_EQ(segments.size(), expected.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    EXPECT_NEAR(segments[i].start, expected[i].start, 1e-9);
    EXPECT_NEAR(segments[i].end, expected[i].end, 1e-9);
  }
}

TEST(VoiceActivity, ALongerHangoverJoinsUtterances) {
  EXPECT_EQ(voice_activity(conversation(), {.hangover = 2.0}).size(), 1U);
}

TEST(VoiceActivity, ASegmentEndsAtTheEndOfTheAudio) {
  Sound sound = silence(1.0);
  append(sound, syllables(1.005, -25.0, 1));
  const auto segments = voice_activity({sound, kRate});
  ASSERT_EQ(segments.size(), 1U);
  EXPECT_LE(segments[0].end, static_cast<double>(sound.size()) / kRate);
  EXPECT_GE(segments[0].end, 1.8);
}

TEST(VoiceActivity, OtherRatesGiveTheSameTimes) {
  const auto expected = voice_activity(conversation());
  const auto segments = voice_activity(resample(conversation(), 44100));
  ASSERT_EQ(segments.size(), expected.size());
  for (std::size_t i = 0; i < segments.size(); ++i) {
    EXPECT_NEAR(segments[i].start, expected[i].start, 0.031);
    EXPECT_NEAR(segments[i].end, expected[i].end, 0.031);
  }
}

TEST(VoiceActivity, SilenceAndNoiseHaveNoVoice) {
  EXPECT_THAT(voice_activity({{}, kRate}), IsEmpty());
  EXPECT_THAT(voice_activity({silence(2.0), kRate}), IsEmpty());
  EXPECT_THAT(voice_activity({vad::white_noise(3.0, -30.0, 5), kRate}), IsEmpty());
}

TEST(VoiceActivity, RefusesInvalidAudioAndOptions) {
  EXPECT_THAT(refusal({{0.0F}, 0}), HasSubstr("invalid_argument audio: its sample rate is 0"));
  EXPECT_THAT(refusal({{std::numeric_limits<float>::quiet_NaN()}, kRate}),
              HasSubstr("invalid_argument audio: has a sample that is not finite"));
  EXPECT_THAT(refusal(conversation(), {.threshold = 0.0}), HasSubstr("threshold"));
  EXPECT_THAT(refusal(conversation(), {.hangover = 20.0}), HasSubstr("invalid_argument"));
}

}  // namespace
}  // namespace emovox
