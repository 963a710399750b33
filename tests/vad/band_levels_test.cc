#include "vad/band_levels.h"

#include <gmock/gmock.h>

#include <limits>

#include "emovox/error.h"
#include "vad/noises.h"

namespace emovox::vad {
namespace {

std::vector<Levels> levels_of(const Sound& sound, int rate = kRate) {
  std::vector<Levels> frames;
  BandLevels(BandLevels::tables(rate)).push(sound, frames);
  return frames;
}

TEST(BandLevels, DoNotDependOnThePieces) {
  const Sound sound = syllables(2.0, -20.0, 1);
  const auto whole = levels_of(sound);
  for (std::uint32_t largest : {1U, 99U, 700U, 5000U}) {
    BandLevels levels(BandLevels::tables(kRate));
    std::vector<Levels> frames;
    std::uint32_t state = 7;
    for (std::size_t n = 0; n < sound.size();) {
      state = state * 1664525U + 1013904223U;
      const std::size_t size = std::min<std::size_t>(sound.size() - n, 1 + (state >> 8) % largest);
      levels.push(std::span(sound).subspan(n, size), frames);
      n += size;
    }
    EXPECT_EQ(frames, whole) << largest;
  }
}

TEST(BandLevels, AFrameIsReadyWithItsLastSample) {
  EXPECT_TRUE(levels_of(Sound(399, 0.1F)).empty());
  EXPECT_EQ(levels_of(Sound(400, 0.1F)).size(), 1U);
  EXPECT_EQ(levels_of(Sound(559, 0.1F)).size(), 1U);
  EXPECT_EQ(levels_of(Sound(560, 0.1F)).size(), 2U);
}

TEST(BandLevels, SilenceIsQuietInEveryBand) {
  for (const Levels& frame : levels_of(silence(0.2))) {
    EXPECT_THAT(frame, testing::Each(kQuiet));
  }
}

TEST(BandLevels, NoiseTenDecibelsLouderIsTenMoreInEveryBand) {
  const auto soft = levels_of(white_noise(0.5, -40.0, 3)),
             loud = levels_of(white_noise(0.5, -30.0, 3));
  for (std::size_t b = 0; b < kBands; ++b) EXPECT_NEAR(loud[20][b] - soft[20][b], 10.0, 0.01);
}

TEST(BandLevels, AToneIsLoudInItsBand) {
  const Levels low = levels_of(tone(0.5, -20.0, 300.0))[20];
  EXPECT_EQ(std::ranges::max_element(low) - low.begin(), 0);
  const Levels high = levels_of(tone(0.5, -20.0, 7000.0))[20];
  EXPECT_EQ(std::ranges::max_element(high) - high.begin(), 7);
}

TEST(BandLevels, ExtremesOfFloatStayFinite) {
  Sound sound(1600, std::numeric_limits<float>::max());
  for (std::size_t n = 0; n < sound.size(); n += 2) sound[n] = -sound[n];
  for (const Levels& frame : levels_of(sound)) {
    for (const float level : frame) EXPECT_TRUE(std::isfinite(level));
  }
}

TEST(BandLevels, FramesFollowTheSampleRate) {
  EXPECT_EQ(BandLevels(BandLevels::tables(8000)).hop(), 80U);
  EXPECT_EQ(BandLevels(BandLevels::tables(8000)).window(), 200U);
  EXPECT_EQ(levels_of(Sound(8000, 0.1F), 8000).size(), 98U);
  EXPECT_FALSE(levels_of(Sound(4000, 0.1F), 4000).empty());
  EXPECT_THROW(BandLevels::tables(3999), Error);
}

}  // namespace
}  // namespace emovox::vad
