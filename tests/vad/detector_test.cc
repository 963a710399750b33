#include "vad/detector.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "vad/noises.h"

namespace emovox::vad {
namespace {

Sound together(std::initializer_list<Sound> parts) {
  Sound sound;
  for (const Sound& part : parts) append(sound, part);
  return sound;
}

/// Bursts of 1.5 s of speech with 1.5 s before, between and after.
Sound two_bursts(double level) {
  return together({silence(1.5), syllables(1.5, level, 3), silence(1.5), syllables(1.5, level, 4),
                   silence(1.5)});
}

void expect_two_bursts(const Sound& sound) {
  const auto found = find(sound);
  ASSERT_EQ(found.size(), 2U);
  for (std::size_t u = 0; u < 2; ++u) {
    const double start = 1.5 + 3.0 * static_cast<double>(u);
    EXPECT_NEAR(found[u].start, start, 0.15) << u;
    EXPECT_NEAR(found[u].end, start + 1.5, 0.15) << u;
  }
}

TEST(Detector, SilenceAndDigitalZeroAreNoVoice) {
  EXPECT_TRUE(find(silence(10.0)).empty());
  EXPECT_TRUE(find(white_noise(10.0, -75.0, 1)).empty());
  EXPECT_TRUE(find({}).empty());
}

TEST(Detector, SteadyNoiseIsNoVoiceFromTheFirstSample) {
  for (double level : {-60.0, -40.0, -20.0, -6.0}) {
    EXPECT_TRUE(find(white_noise(20.0, level, 1)).empty()) << level;
    EXPECT_TRUE(find(pink_noise(20.0, level, 2)).empty()) << level;
  }
}

TEST(Detector, NoiseThatStartsOrGrowsIsNoVoice) {
  for (double step : {3.0, 6.0, 10.0, 20.0, 40.0}) {
    Sound sound;
    for (double level : {-65.0, -65.0 + step, -65.0, -65.0 + step}) {
      append(sound, white_noise(3.0, level, 5));
    }
    EXPECT_TRUE(find(sound).empty()) << step;
  }
  EXPECT_TRUE(find(together({silence(2.0), pink_noise(3.0, -30.0, 1), silence(2.0)})).empty());
}

TEST(Detector, TonesAndHumAreNoVoice) {
  for (double hertz : {50.0, 100.0, 440.0, 1000.0, 3150.0}) {
    EXPECT_TRUE(find(together({silence(1.0), tone(4.0, -20.0, hertz), silence(1.0)})).empty())
        << hertz;
  }
}

TEST(Detector, OffsetsAreNoVoice) {
  Sound sound = together({silence(1.0), Sound(3 * kRate, 0.5F), silence(1.0)});
  add(sound, white_noise(5.0, -60.0, 9));
  EXPECT_TRUE(find(sound).empty());
  for (float offset : {0.1F, 0.9F}) {
    Sound speech = two_bursts(-45.0);
    add(speech, white_noise(7.5, -65.0, 5));
    for (float& sample : speech) sample += offset;
    expect_two_bursts(speech);
  }
}

TEST(Detector, RumbleIsNoVoice) {
  for (double hertz : {2.0, 8.0, 20.0}) {
    Sound sound = together({silence(1.0), tone(6.0, -20.0, hertz), silence(1.0)});
    EXPECT_TRUE(find(sound).empty()) << hertz;
    add(sound, white_noise(8.0, -60.0, 3));
    EXPECT_TRUE(find(sound).empty()) << hertz;
  }
}

TEST(Detector, ClicksAreNoVoice) {
  Sound sound = white_noise(10.0, -60.0, 4);
  for (std::size_t n = 8000; n < sound.size(); n += 8000) sound[n] = 0.9F;
  EXPECT_TRUE(find(sound).empty());
  Sound clean = silence(10.0);
  for (std::size_t n = 8000; n < clean.size(); n += 5000) clean[n] = 1.0F;
  EXPECT_TRUE(find(clean).empty());
}

TEST(Detector, SpeechIsFoundInSilenceAtAnyLevel) {
  for (double level : {-45.0, -30.0, -15.0}) expect_two_bursts(two_bursts(level));
}

TEST(Detector, SpeechIsFoundInNoise) {
  for (double snr : {30.0, 20.0, 10.0}) {
    Sound white = two_bursts(-20.0), pink = white;
    add(white, white_noise(7.5, -20.0 - snr, 7));
    add(pink, pink_noise(7.5, -20.0 - snr, 8));
    SCOPED_TRACE(snr);
    expect_two_bursts(white);
    expect_two_bursts(pink);
  }
}

TEST(Detector, SpeechIsFoundAfterTheNoiseHasChanged) {
  Sound sound = together({white_noise(5.0, -60.0, 1), white_noise(7.5, -40.0, 2)});
  Sound speech = together({silence(5.0), two_bursts(-20.0)});
  add(sound, speech);
  const auto found = find(sound);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_NEAR(found[0].start, 6.5, 0.15);
}

TEST(Detector, AVoiceFromTheFirstSampleOnIsFound) {
  const auto found = find(together({syllables(2.0, -25.0, 6), silence(1.0)}));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_LE(found[0].start, 0.1);
}

TEST(Detector, PausesWithinAnUtteranceDoNotEndIt) {
  const auto found = find(together({silence(1.0), syllables(1.0, -25.0, 3), silence(0.4),
                                    syllables(1.0, -25.0, 4), silence(1.0)}));
  EXPECT_EQ(found.size(), 1U);
}

TEST(Detector, OneShortSoundIsNoUtterance) {
  EXPECT_TRUE(find(together({silence(1.0), syllables(0.2, -25.0, 3), silence(1.0)})).empty());
}

TEST(Detector, AVeryHighThresholdFindsNothing) {
  BandLevels levels(BandLevels::tables(kRate));
  std::vector<Levels> frames;
  levels.push(two_bursts(-25.0), frames);
  ListenOptions deaf;
  deaf.threshold = 60.0;
  Detector detector(deaf);
  for (const Levels& frame : frames) EXPECT_EQ(detector.take(frame), Change::none);
}

/// The changes, frame by frame: "b" began, "e" ended, "." none. `frames`: "v" is a frame with
/// voice.
std::string changes(UtteranceFinder& finder, const std::string& frames) {
  std::string text;
  for (const char frame : frames) {
    const Change change = finder.take(frame == 'v');
    text += change == Change::began ? 'b' : change == Change::ended ? 'e' : '.';
  }
  return text;
}

TEST(UtteranceFinder, BeginsWithEnoughVoiceAndEndsAfterTheHangover) {
  UtteranceFinder finder({.shortest = 3, .hangover = 4});
  EXPECT_EQ(changes(finder, "--v-vv-v---v----"), ".....b.........e");
  EXPECT_EQ(finder.first_voice(), 2U);
  EXPECT_EQ(finder.last_voice(), 11U);
}

TEST(UtteranceFinder, ALongGapDiscardsACandidate) {
  UtteranceFinder finder({.shortest = 3, .hangover = 40});
  const std::string gap(UtteranceFinder::kMostGap, '-');
  changes(finder, "vv" + gap.substr(1));
  EXPECT_TRUE(finder.in_candidate());
  changes(finder, "-");
  EXPECT_FALSE(finder.in_candidate());
  EXPECT_EQ(changes(finder, "vvv"), "..b");
}

TEST(UtteranceFinder, ACutStartsANewCandidate) {
  UtteranceFinder finder({.shortest = 2, .hangover = 4});
  EXPECT_EQ(changes(finder, "vvv"), ".b.");
  finder.cut();
  EXPECT_TRUE(finder.in_candidate());
  EXPECT_FALSE(finder.in_utterance());
  EXPECT_EQ(finder.first_voice(), 3U);
  EXPECT_EQ(changes(finder, "-vv"), "..b");
  finder.cut();
  EXPECT_EQ(changes(finder, "-------------------"), "...................");
  EXPECT_FALSE(finder.in_candidate());
}

}  // namespace
}  // namespace emovox::vad
