// Recordings of EMO-DB one after the other, with noise between and under them. Measures how much of
// the speech is found, and how much noise counts as speech. Prints the shares.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <string>

#include "test_places.h"
#include "vad/noises.h"

namespace emovox::vad {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFrame = kRate / 100;  // samples
constexpr double kGap = 1.5;                 // seconds between recordings
constexpr double kSpeechLevel = -25.0;       // dB of full scale, of every recording
constexpr double kMargin = 0.2;              // seconds around speech that are not counted

struct Scene {
  Sound sound;
  std::vector<Found> speech;  // true positions of the speech
};

/// From the first to the last frame of 10 ms that is within 30 dB of the loudest.
Found spoken_part(const Sound& sound) {
  std::vector<double> levels;
  for (std::size_t n = 0; n + kFrame <= sound.size(); n += kFrame) {
    const auto first = sound.begin() + static_cast<std::ptrdiff_t>(n);
    levels.push_back(level_of(Sound(first, first + kFrame)));
  }
  const double least = *std::ranges::max_element(levels) - 30.0;
  const auto loud = [&](double level) { return level >= least; };
  const auto first = std::ranges::find_if(levels, loud) - levels.begin();
  const auto last = levels.rend() - std::find_if(levels.rbegin(), levels.rend(), loud);
  return {static_cast<double>(first) * 0.01, static_cast<double>(last) * 0.01};
}

/// Every ninth recording: all speakers and emotions are among them.
std::vector<Sound> recordings(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".wav") files.push_back(entry.path());
  }
  std::ranges::sort(files);
  std::vector<Sound> sounds;
  for (std::size_t i = 0; i < files.size(); i += 9)
    sounds.push_back(at_level(load_audio(files[i]).samples, kSpeechLevel));
  return sounds;
}

Scene scene_of(const std::vector<Sound>& sounds, const Sound& gap) {
  Scene scene{gap, {}};
  for (const Sound& sound : sounds) {
    const double at = static_cast<double>(scene.sound.size()) / kRate;
    const Found spoken = spoken_part(sound);
    scene.speech.push_back({at + spoken.start, at + spoken.end});
    append(scene.sound, sound);
    append(scene.sound, gap);
  }
  return scene;
}

struct DetectionMetrics {
  double found = 0.0;        // share of the speech that is in an utterance
  double false_alarm = 0.0;  // share of the rest, without margins, that is in an utterance
  std::size_t whole = 0;     // recordings that are exactly one utterance
  std::size_t missed = 0;    // recordings without any overlap with an utterance
};

double overlap(const Found& a, const Found& b) {
  return std::max(0.0, std::min(a.end, b.end) - std::max(a.start, b.start));
}

DetectionMetrics measure(const Scene& scene) {
  const std::vector<Found> found = find(scene.sound);
  double speech = 0.0, hit = 0.0, kept = 0.0, alarms = 0.0;
  DetectionMetrics metrics;
  std::vector<std::size_t> recordings_of(found.size());
  for (const Found& spoken : scene.speech) {
    const Found wide{spoken.start - kMargin, spoken.end + kMargin};
    std::size_t touching = 0, last = 0;
    double own = 0.0;
    for (std::size_t u = 0; u < found.size(); ++u) {
      own += overlap(found[u], spoken);
      kept += overlap(found[u], wide);
      if (overlap(found[u], wide) > 0.0) touching += 1, last = u, ++recordings_of[u];
    }
    hit += own;
    speech += spoken.end - spoken.start;
    metrics.missed += own == 0.0 ? 1 : 0;
    metrics.whole += touching == 1 && recordings_of[last] == 1 ? 1 : 0;
  }
  for (const Found& one : found) alarms += one.end - one.start;
  const double total = static_cast<double>(scene.sound.size()) / kRate;
  const double rest = total - speech - 2.0 * kMargin * static_cast<double>(scene.speech.size());
  metrics.found = hit / speech;
  metrics.false_alarm = (alarms - kept) / rest;
  return metrics;
}

struct Condition {
  const char* noise;
  double snr;  // dB, of each recording as a whole
  double least_found;
};

TEST(SpeechInNoise, SpeechIsFoundAndNoiseIsNot) {
  const fs::path folder = emodb_folder();
  if (!fs::exists(folder)) GTEST_SKIP() << "EMO-DB is not in " << folder;
  const std::vector<Sound> sounds = recordings(folder);
  ASSERT_GE(sounds.size(), 50U);
  std::printf("%-8s %6s %10s %14s %8s %8s of %zu\n", "noise", "dB", "found, %", "false alarm, %",
              "whole", "missed", sounds.size());
  for (const Condition& c : {Condition{"none", 0.0, 0.98},
                             {"white", 20.0, 0.95},
                             {"white", 10.0, 0.90},
                             {"pink", 20.0, 0.95},
                             {"pink", 10.0, 0.90}}) {
    Scene scene = scene_of(sounds, silence(kGap));
    const double seconds = static_cast<double>(scene.sound.size()) / kRate;
    const double level = kSpeechLevel - c.snr;
    const std::string noise = c.noise;
    if (noise == "white") add(scene.sound, white_noise(seconds, level, 1));
    if (noise == "pink") add(scene.sound, pink_noise(seconds, level, 2));
    const DetectionMetrics metrics = measure(scene);
    std::printf("%-8s %6.0f %10.2f %14.2f %8zu %8zu\n", c.noise, c.snr, 100.0 * metrics.found,
                100.0 * metrics.false_alarm, metrics.whole, metrics.missed);
    EXPECT_GE(metrics.found, c.least_found) << c.noise << " " << c.snr;
    EXPECT_LE(metrics.false_alarm, 0.005) << c.noise << " " << c.snr;
    EXPECT_EQ(metrics.missed, 0U) << c.noise << " " << c.snr;
  }
}

}  // namespace
}  // namespace emovox::vad
