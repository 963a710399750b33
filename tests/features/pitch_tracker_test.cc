// Signals with known pitch at several sample rates, and signals without pitch.
#include "features/pitch_tracker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>
#include <vector>

#include "kernels/every_target.h"

namespace emovox::features {
namespace {

using Samples = std::vector<float>;

struct Voice {
  int rate = 16000;                                                     // Hz
  double seconds = 1.0;                                                 // duration
  std::function<double(double)> pitch;                                  // Hz at a time in seconds
  std::function<double(int)> harmonic = [](int h) { return 1.0 / h; };  // amplitude

  Samples samples() const {
    Samples all(static_cast<std::size_t>(seconds * rate));
    double phase = 0.0;  // periods
    for (std::size_t n = 0; n < all.size(); ++n) {
      const double hz = pitch(static_cast<double>(n) / rate);
      double sum = 0.0;
      for (int h = 1; h * hz < std::min(3500.0, 0.45 * rate); ++h) {
        sum += harmonic(h) * std::sin(2.0 * std::numbers::pi * (h * phase + 0.11 * h * h));
      }
      all[n] = static_cast<float>(0.2 * sum);
      phase += hz / rate;
    }
    return all;
  }
};

FeatureOptions options_at(int rate) {
  FeatureOptions options;
  options.sample_rate = rate;
  options.hop_length = rate / 100;
  options.mel_high = std::min(8000.0, rate / 2.0);
  return options;
}

std::vector<Pitch> track(const Samples& samples, const FeatureOptions& options = {}) {
  PitchTracker tracker(options);
  tracker.push(samples);
  return tracker.finish(1 + samples.size() / static_cast<std::size_t>(options.hop_length));
}

/// The error in cents, frame by frame; a large number where no pitch is found.
std::vector<double> errors(const Voice& voice) {
  const FeatureOptions options = options_at(voice.rate);
  const auto path = track(voice.samples(), options);
  std::vector<double> cents;
  for (std::size_t t = 0; t < path.size(); ++t) {
    const double hz = voice.pitch(static_cast<double>(t) * options.hop_length / voice.rate);
    cents.push_back(path[t].voiced() ? 1200.0 * std::log2(path[t].hz / hz) : 1e6);
  }
  return cents;
}

/// The share of frames that are voiced and within 20 cents.
double share_right(const Voice& voice) {
  const auto cents = errors(voice);
  const auto right = std::ranges::count_if(cents, [](double c) { return std::abs(c) <= 20.0; });
  return static_cast<double>(right) / static_cast<double>(cents.size());
}

double share_voiced(const Samples& samples) {
  const auto path = track(samples);
  return static_cast<double>(std::ranges::count_if(path, &Pitch::voiced)) /
         static_cast<double>(path.size());
}

std::function<double(double)> steady(double hz) {
  return [hz](double) { return hz; };
}

TEST(PitchTracker, FindsSteadyPitchesFrom70To450Hz) {
  kernels::for_every_target([] {
    for (double hz = 70.0; hz <= 450.0; hz *= 1.0304) {
      EXPECT_GE(share_right({.pitch = steady(hz)}), 0.98) << hz;
      const auto sine = [](int h) { return h == 1 ? 1.0 : 0.0; };
      EXPECT_GE(share_right({.pitch = steady(hz), .harmonic = sine}), 0.98) << hz;
    }
  });
}

TEST(PitchTracker, FindsSteadyPitchesAtOtherSampleRates) {
  for (const int rate : {4000, 8000, 11025, 22050, 32000, 44100, 48000, 192000}) {
    for (const double hz : {75.0, 140.0, 310.0, 420.0, 440.0}) {
      EXPECT_GE(share_right({.rate = rate, .pitch = steady(hz)}), 0.98) << hz << " at " << rate;
    }
  }
}

TEST(PitchTracker, FollowsGlidesAndVibratosWithoutDelay) {
  const auto glide = [](double from, double to) {
    return [=](double time) { return from * std::pow(to / from, time / 2.0); };
  };
  EXPECT_GE(share_right({.seconds = 2.0, .pitch = glide(80.0, 400.0)}), 0.98);
  EXPECT_GE(share_right({.seconds = 2.0, .pitch = glide(450.0, 90.0)}), 0.98);
  for (const double hz : {110.0, 200.0, 330.0}) {
    EXPECT_GE(share_right({.pitch =
                               [=](double time) {
                                 return hz *
                                        std::exp2(0.5 / 12.0 *
                                                  std::sin(2.0 * std::numbers::pi * 5.5 * time));
                               }}),
              0.98)
        << hz;
  }
}

// While a voice rises by an octave in 0.6 s, an error of 1 ms is 2 cents.
TEST(PitchTracker, CentresEveryFrameOnItsTime) {
  for (const int rate : {16000, 22050, 44100}) {
    for (const double slope : {1.7, -1.7}) {  // octaves a second
      auto cents = errors({.rate = rate, .pitch = [=](double time) {
                             return 200.0 * std::exp2(slope * (time - 0.5));
                           }});
      std::ranges::sort(cents);
      EXPECT_NEAR(cents[cents.size() / 2], 0.0, 1.0) << slope << " at " << rate;
    }
  }
}

TEST(PitchTracker, IsNotMisledByTheHarmonics) {
  const auto alike = [](int) { return 0.3; };
  const auto no_fundamental = [](int h) { return h == 1 ? 0.0 : 1.0 / h; };
  const auto strong_octave = [](int h) { return h == 2 ? 1.0 : 0.2; };
  const auto odd = [](int h) { return h % 2 == 1 ? 1.0 / h : 0.0; };
  for (const double hz : {90.0, 150.0, 240.0}) {
    EXPECT_GE(share_right({.pitch = steady(hz), .harmonic = alike}), 0.98) << hz;
    EXPECT_GE(share_right({.pitch = steady(hz), .harmonic = no_fundamental}), 0.98) << hz;
    EXPECT_GE(share_right({.pitch = steady(hz), .harmonic = strong_octave}), 0.98) << hz;
    EXPECT_GE(share_right({.pitch = steady(hz), .harmonic = odd}), 0.98) << hz;
  }
}

TEST(PitchTracker, FindsNoPitchInNoiseSilenceAndOffsets) {
  std::mt19937 random(4);
  std::normal_distribution<float> normal(0.0F, 0.1F);
  Samples noise(48000), offset(48000);
  for (float& sample : noise) sample = normal(random);
  for (std::size_t n = 0; n < offset.size(); ++n) offset[n] = 0.5F + 1e-3F * noise[n];
  EXPECT_LE(share_voiced(noise), 0.05);
  EXPECT_LE(share_voiced(offset), 0.05);
  EXPECT_EQ(share_voiced(Samples(48000, 0.0F)), 0.0);
  EXPECT_EQ(share_voiced(Samples(48000, 1.0F)), 0.0);
  EXPECT_EQ(share_voiced(Samples(1, 1.0F)), 0.0);
}

TEST(PitchTracker, FindsThePitchOfAVoiceWithNoiseAndOffset) {
  const Voice voice{.pitch = steady(180.0)};
  Samples samples = voice.samples();
  std::mt19937 random(4);
  std::normal_distribution<float> normal(0.0F, 0.03F);
  for (float& sample : samples) sample += 0.5F + normal(random);
  const auto path = track(samples);
  for (std::size_t t = 3; t + 3 < path.size(); ++t) EXPECT_NEAR(path[t].hz, 180.0F, 2.0F) << t;
}

TEST(PitchTracker, StaysWithinTheRequestedRange) {
  FeatureOptions options;
  options.pitch_low = 150.0;
  options.pitch_high = 300.0;
  for (const double hz : {100.0, 148.0, 225.0, 301.0, 400.0, 600.0}) {
    for (const Pitch& pitch : track(Voice{.pitch = steady(hz)}.samples(), options)) {
      EXPECT_TRUE(!pitch.voiced() || (pitch.hz > 149.9F && pitch.hz < 300.1F)) << hz;
    }
  }
}

TEST(PitchTracker, DoesNotDependOnLoudness) {
  const Samples samples = Voice{.pitch = steady(130.0)}.samples();
  const auto expected = track(samples);
  for (const float scale : {0x1p-30F, 0x1p-10F, 0x1p10F, 0x1p40F}) {
    Samples scaled = samples;
    for (float& sample : scaled) sample *= scale;
    const auto path = track(scaled);
    for (std::size_t t = 0; t < path.size(); ++t) EXPECT_EQ(path[t].hz, expected[t].hz) << scale;
  }
}

TEST(PitchTracker, StartsANewUtteranceAfterFinish) {
  const Samples samples = Voice{.pitch = steady(130.0)}.samples();
  PitchTracker tracker{FeatureOptions()};
  tracker.push(Voice{.pitch = steady(300.0)}.samples());
  tracker.finish(101);
  tracker.push(samples);
  const auto again = tracker.finish(101), expected = track(samples);
  for (std::size_t t = 0; t < 101; ++t) {
    EXPECT_EQ(again[t].hz, expected[t].hz);
    EXPECT_EQ(again[t].voicing, expected[t].voicing);
  }
}

}  // namespace
}  // namespace emovox::features
