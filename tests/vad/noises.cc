#include "vad/noises.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "vad/band_levels.h"
#include "vad/detector.h"

namespace emovox::vad {
namespace {

std::size_t count(double seconds) { return static_cast<std::size_t>(std::lround(seconds * kRate)); }

/// SplitMix64, in [-1, 1).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  double next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-52 - 1.0;
  }

 private:
  std::uint64_t state_;
};

/// A filter with two poles, for one formant.
class Resonator {
 public:
  double step(double x, double hertz) {
    constexpr double kRadius = 0.97;
    const double y = x +
                     2.0 * kRadius * std::cos(2.0 * std::numbers::pi * hertz / kRate) * one_ago_ -
                     kRadius * kRadius * two_ago_;
    two_ago_ = one_ago_;
    return one_ago_ = y;
  }

 private:
  double one_ago_ = 0.0, two_ago_ = 0.0;
};

}  // namespace

Sound silence(double seconds) { return Sound(count(seconds), 0.0F); }

Sound white_noise(double seconds, double level, std::uint64_t seed) {
  Random random(seed);
  Sound sound(count(seconds));
  for (float& sample : sound) {  // the sum of four uniform numbers is nearly normal
    sample = static_cast<float>(random.next() + random.next() + random.next() + random.next());
  }
  return at_level(std::move(sound), level);
}

Sound pink_noise(double seconds, double level, std::uint64_t seed) {
  constexpr std::array kPoles{0.99765, 0.963, 0.57};
  constexpr std::array kGains{0.099046, 0.2965164, 1.0526913};
  Random random(seed);
  std::array<double, 3> state{};
  Sound sound(count(seconds));
  for (float& sample : sound) {
    const double white = random.next();
    double sum = 0.1848 * white;
    for (std::size_t i = 0; i < state.size(); ++i) {
      sum += state[i] = kPoles[i] * state[i] + kGains[i] * white;
    }
    sample = static_cast<float>(sum);
  }
  return at_level(std::move(sound), level);
}

Sound tone(double seconds, double level, double hertz) {
  Sound sound(count(seconds));
  for (std::size_t n = 0; n < sound.size(); ++n) {
    sound[n] = static_cast<float>(
        std::sin(2.0 * std::numbers::pi * hertz * static_cast<double>(n) / kRate));
  }
  return at_level(std::move(sound), level);
}

Sound syllables(double seconds, double level, std::uint64_t seed) {
  Random random(seed);
  std::array<Resonator, 3> formants;
  std::array<double, 3> hertz{};
  double phase = 0.0, pitch = 120.0;
  Sound sound(count(seconds));
  for (std::size_t n = 0; n < sound.size(); ++n) {
    if (n % 4000 == 0) {
      pitch = 130.0 + 40.0 * random.next();
      hertz = {550.0 + 250.0 * random.next(), 1500.0 + 600.0 * random.next(),
               2600.0 + 300.0 * random.next()};
    }
    const double within = static_cast<double>(n % 4000) / 4000.0;
    const double loudness = std::pow(std::sin(std::numbers::pi * within), 2.0);
    phase += pitch * (1.0 + 0.2 * within) / kRate;
    const double pulse = phase >= 1.0 ? 1.0 : 0.0;
    phase -= pulse;
    double sample = 0.0;
    for (std::size_t f = 0; f < formants.size(); ++f) {
      sample += formants[f].step(pulse + 0.01 * random.next(), hertz[f] * (1.0 + 0.1 * within));
    }
    sound[n] = static_cast<float>(loudness * sample);
  }
  return at_level(std::move(sound), level);
}

double level_of(const Sound& sound) {
  double energy = 0.0;
  for (const float sample : sound) energy += static_cast<double>(sample) * sample;
  return 10.0 * std::log10(energy / static_cast<double>(sound.size()) + 1e-30);
}

Sound at_level(Sound sound, double level) {
  const double gain = std::pow(10.0, (level - level_of(sound)) / 20.0);
  for (float& sample : sound) sample = static_cast<float>(sample * gain);
  return sound;
}

void append(Sound& sound, const Sound& more) {
  sound.insert(sound.end(), more.begin(), more.end());
}

void add(Sound& sound, const Sound& other) {
  for (std::size_t n = 0; n < sound.size(); ++n) sound[n] += other[n];
}

std::vector<Found> find(const Sound& sound) {
  BandLevels levels(BandLevels::tables(kRate));
  Detector detector{ListenOptions{}};
  std::vector<Levels> frames;
  levels.push(sound, frames);
  const auto found = [&] {
    return Found{static_cast<double>(detector.finder().first_voice()) * 0.01,
                 static_cast<double>(detector.finder().last_voice()) * 0.01 + 0.025};
  };
  std::vector<Found> all;
  for (const Levels& frame : frames) {
    if (detector.take(frame) == Change::ended) all.push_back(found());
  }
  if (detector.finder().in_utterance()) all.push_back(found());
  return all;
}

}  // namespace emovox::vad
