// Synthetic sounds for tests of voice activity detection, the same on any machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "emovox/audio.h"

namespace emovox::vad {

inline constexpr int kRate = 16000;  // Hz of all sounds here

using Sound = std::vector<float>;

Sound silence(double seconds);
/// level: root mean square in dB of full scale.
Sound white_noise(double seconds, double level, std::uint64_t seed);
/// Noise with equal power in every octave.
Sound pink_noise(double seconds, double level, std::uint64_t seed);
Sound tone(double seconds, double level, double hertz);
/// Voiced syllables, four a second: pulses with gliding pitch, filtered by moving formants.
Sound syllables(double seconds, double level, std::uint64_t seed);

double level_of(const Sound& sound);  // dB of full scale
Sound at_level(Sound sound, double level);
void append(Sound& sound, const Sound& more);
void add(Sound& sound, const Sound& other);  // of the same length

/// An utterance that was found, from the first to the last frame with voice.
struct Found {
  double start = 0.0;  // seconds
  double end = 0.0;    // seconds
};
std::vector<Found> find(const Sound& sound);

}  // namespace emovox::vad
