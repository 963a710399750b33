#include "features/pitch_path.h"

#include <gtest/gtest.h>

#include <cmath>
#include <utility>

namespace emovox::features {
namespace {

const PitchPathOptions kOptions{.highest = std::log2(500.0F), .step = 0.01F};

/// A frame of full loudness, with candidates of these Hz and d'.
PitchFrame frame(std::initializer_list<std::pair<float, float>> candidates) {
  PitchFrame result;
  result.loudness = 1.0F;
  for (const auto& [hz, aperiodicity] : candidates) {
    result.candidates[result.count++] = {std::log2(hz), aperiodicity};
    result.best = std::min(result.best, aperiodicity);
  }
  return result;
}

std::vector<float> pitches(const std::vector<PitchFrame>& frames,
                           const PitchPathOptions& options = kOptions) {
  std::vector<float> all;
  for (const Pitch& pitch : find_pitch_path(frames, options)) all.push_back(std::round(pitch.hz));
  return all;
}

using Hz = std::vector<float>;

TEST(PitchPath, IsEmptyWithoutFrames) { EXPECT_EQ(pitches({}), Hz{}); }

TEST(PitchPath, ChoosesThePeriodAndNotItsMultiples) {
  EXPECT_EQ(pitches(std::vector(5, frame({{100, 0.05F}, {200, 0.05F}, {66, 0.05F}}))), Hz(5, 200));
  EXPECT_EQ(pitches(std::vector(5, frame({{100, 0.05F}, {200, 0.3F}}))), Hz(5, 100));
}

TEST(PitchPath, DoesNotJumpForASingleFrame) {
  std::vector<PitchFrame> frames(7, frame({{100, 0.2F}, {200, 0.1F}}));
  frames[3] = frame({{100, 0.1F}, {200, 0.3F}});
  EXPECT_EQ(pitches(frames), Hz(7, 200));
}

TEST(PitchPath, JumpsIfTheNewPitchLasts) {
  std::vector<PitchFrame> frames(20, frame({{100, 0.05F}, {200, 0.6F}}));
  for (std::size_t t = 10; t < 20; ++t) frames[t] = frame({{100, 0.6F}, {200, 0.05F}});
  Hz expected(20, 100);
  std::fill(expected.begin() + 10, expected.end(), 200.0F);
  EXPECT_EQ(pitches(frames), expected);
}

TEST(PitchPath, HasNoPitchWithoutPeriodicity) {
  EXPECT_EQ(pitches(std::vector(4, frame({{150, 0.8F}, {90, 0.7F}}))), Hz(4, 0));
  EXPECT_EQ(pitches(std::vector(4, PitchFrame())), Hz(4, 0));
}

TEST(PitchPath, BridgesABadFrameAndIgnoresAnIsolatedGoodOne) {
  std::vector<PitchFrame> voice(9, frame({{150, 0.05F}}));
  voice[4] = frame({{152, 0.6F}});
  EXPECT_EQ(pitches(voice)[4], 152.0F);
  std::vector<PitchFrame> noise(9, frame({{150, 0.8F}}));
  noise[4] = frame({{152, 0.3F}});
  EXPECT_EQ(pitches(noise), Hz(9, 0));
}

// Frames that are far apart change more: jumps cost a tenth where they are 100 ms apart.
TEST(PitchPath, JumpsMoreEasilyBetweenFramesFarApart) {
  std::vector<PitchFrame> frames(7, frame({{100, 0.3F}, {200, 0.1F}}));
  frames[3] = frame({{100, 0.05F}, {200, 0.35F}});
  EXPECT_EQ(pitches(frames)[3], 200.0F);
  EXPECT_EQ(pitches(frames, {.highest = kOptions.highest, .step = 0.1F})[3], 100.0F);
}

TEST(PitchPath, HasNoPitchInQuietHum) {
  std::vector<PitchFrame> frames(20, frame({{120, 0.3F}}));
  for (std::size_t t = 8; t < 20; ++t) frames[t].loudness = 1e-5F;
  Hz expected(20, 120);
  std::fill(expected.begin() + 8, expected.end(), 0.0F);
  EXPECT_EQ(pitches(frames), expected);
}

TEST(PitchPath, ReportsVoicing) {
  const auto path = find_pitch_path(std::vector{frame({{150, 0.8F}, {90, 0.7F}})}, kOptions);
  EXPECT_FLOAT_EQ(path[0].voicing, 0.3F);
  EXPECT_FALSE(path[0].voiced());
  const auto voiced = find_pitch_path(std::vector{frame({{150, 0.1F}})}, kOptions);
  EXPECT_FLOAT_EQ(voiced[0].voicing, 0.9F);
  EXPECT_NEAR(voiced[0].hz, 150.0F, 1e-3F);
  const auto none = find_pitch_path(std::vector{frame({{150, 1.7F}})}, kOptions);
  EXPECT_EQ(none[0].voicing, 0.0F);
}

// A tiny difference in each of five thousand frames outweighs a jump.
TEST(PitchPath, KeepsPrecisionOverAnHour) {
  std::vector<PitchFrame> frames(360000, frame({{100, 0.05F}, {200, 0.6F}}));
  for (std::size_t t = 355000; t < frames.size(); ++t) {
    frames[t] = frame({{100, 0.072F}, {200, 0.1F}});
  }
  const Hz path = pitches(frames);
  EXPECT_EQ(path[354999], 100.0F);
  EXPECT_EQ(path[355500], 200.0F);
  EXPECT_EQ(path.back(), 200.0F);
}

}  // namespace
}  // namespace emovox::features
