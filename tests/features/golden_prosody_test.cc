// Prosody against librosa: tests/golden, written by tools/golden_prosody.py.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "emovox/features.h"
#include "features/pitch_tracker.h"
#include "features/prosody.h"
#include "golden/npy.h"
#include "test_places.h"

namespace emovox::features {
namespace {

const std::filesystem::path kFolder = golden_folder();

std::vector<std::string> lines_of(const std::string& file) {
  std::ifstream stream(kFolder / file);
  std::vector<std::string> lines;
  std::string line;
  std::getline(stream, line);  // the header
  while (std::getline(stream, line)) lines.push_back(line);
  return lines;
}

TEST(GoldenProsody, EnergiesAndTheirSlopesMatchLibrosa) {
  const auto cases = lines_of("cases.csv");
  ASSERT_GE(cases.size(), 14u);
  for (const std::string& line : cases) {
    SCOPED_TRACE(line);
    const auto comma = line.find(',');
    const std::string name = line.substr(0, comma);
    const Audio audio{golden::read_npy(kFolder / (name + ".samples.npy")).values,
                      std::stoi(line.substr(comma + 1))};
    const FrameMatrix ours = extract_features(audio, {}, kFeatureSets).prosody;
    const auto librosas = golden::read_npy(kFolder / (name + ".energy.npy"));
    ASSERT_EQ(ours.frames, librosas.rows);
    for (std::size_t t = 0; t < ours.frames; ++t) {
      EXPECT_NEAR(ours.frame(t)[column_of(Prosody::energy)], librosas.at(t, 0), 1e-3) << t;
      EXPECT_NEAR(ours.frame(t)[column_of(Prosody::energy_delta)], librosas.at(t, 1), 1e-3) << t;
    }
  }
}

bool within(double cents, double a, double b) {
  return std::abs(1200.0 * std::log2(a / b)) <= cents;
}

/// Numbers of frames: all, voiced for both trackers, with known pitch.
struct Agreement {
  double frames = 0.0, alike = 0.0;        // with the same voicing
  double voiced = 0.0, near = 0.0;         // to pYIN
  double steady = 0.0, near_to_yin = 0.0;  // to YIN, where that is right
  double known = 0.0, right = 0.0;         // near the truth

  void add(const Pitch& ours, double truth, double yin, double pyin) {
    frames += 1.0;
    alike += ours.voiced() == (pyin > 0.0) ? 1.0 : 0.0;
    if (ours.voiced() && pyin > 0.0) {
      voiced += 1.0;
      near += within(50.0, ours.hz, pyin) ? 1.0 : 0.0;
    }
    if (truth == 0.0) return;
    known += 1.0;
    right += ours.voiced() && within(20.0, ours.hz, truth) ? 1.0 : 0.0;
    if (!within(20.0, yin, truth)) return;
    steady += 1.0;
    near_to_yin += ours.voiced() && within(25.0, ours.hz, yin) ? 1.0 : 0.0;
  }
};

Agreement agreement_on(const std::string& name) {
  const auto samples = golden::read_npy(kFolder / ("pitch_" + name + ".samples.npy")).values;
  const auto golden = golden::read_npy(kFolder / ("pitch_" + name + ".pitch.npy"));
  PitchTracker tracker{FeatureOptions()};
  tracker.push(samples);
  const auto path = tracker.finish(golden.rows);
  Agreement agreement;
  for (std::size_t t = 3; t + 3 < golden.rows; ++t) {  // windows inside the signal
    // Frames whose window contains a start or end of the voice are not compared.
    if ((golden.at(t - 3, 0) > 0.0F) != (golden.at(t + 3, 0) > 0.0F)) continue;
    agreement.add(path[t], golden.at(t, 0), golden.at(t, 1), golden.at(t, 2));
  }
  return agreement;
}

TEST(GoldenProsody, PitchMatchesTheTruthYinAndPyin) {
  const auto cases = lines_of("pitch_cases.csv");
  EXPECT_THAT(cases, testing::IsSupersetOf({"rise", "fall", "vibrato", "noisy", "no_fundamental",
                                            "strong_octave", "rich", "low", "high", "interrupted",
                                            "noise"}));
  for (const std::string& name : cases) {
    SCOPED_TRACE(name);
    const Agreement a = agreement_on(name);
    EXPECT_GE(a.alike, 0.95 * a.frames);
    EXPECT_GE(a.near, 0.97 * a.voiced);
    EXPECT_GE(a.right, 0.98 * a.known);
    EXPECT_GE(a.near_to_yin, 0.98 * a.steady);
    EXPECT_GE(a.steady, 0.9 * a.known);
    EXPECT_EQ(a.known > 0.0, name != "noise");
  }
}

}  // namespace
}  // namespace emovox::features
