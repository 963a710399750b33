#include "vad/utterance_finder.h"

#include <gtest/gtest.h>

#include <string>

namespace emovox::vad {
namespace {

/// What happens frame by frame: "v" has voice; "b" began, "e" ended, "." nothing.
std::string changes(UtteranceFinder& finder, const std::string& frames) {
  std::string text;
  for (const char frame : frames) {
    const Change change = finder.take(frame == 'v');
    text += change == Change::began ? 'b' : change == Change::ended ? 'e' : '.';
  }
  return text;
}

TEST(UtteranceFinder, BeginsWithEnoughVoiceAndEndsWithThePause) {
  UtteranceFinder finder({.shortest = 3, .pause = 4});
  EXPECT_EQ(changes(finder, "--v-vv-v---v----"), ".....b.........e");
  EXPECT_EQ(finder.first_voice(), 2U);
  EXPECT_EQ(finder.last_voice(), 11U);
}

TEST(UtteranceFinder, ACandidateIsGivenUpInALongGap) {
  UtteranceFinder finder({.shortest = 3, .pause = 40});
  const std::string gap(UtteranceFinder::kMostGap, '-');
  changes(finder, "vv" + gap.substr(1));
  EXPECT_TRUE(finder.in_candidate());
  changes(finder, "-");
  EXPECT_FALSE(finder.in_candidate());
  EXPECT_EQ(changes(finder, "vvv"), "..b");
}

TEST(UtteranceFinder, ACutLeavesACandidateThatNeedsVoiceOfItsOwn) {
  UtteranceFinder finder({.shortest = 2, .pause = 4});
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
