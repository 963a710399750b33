// Stage "noise floor" of voice activity detection: computes by how many dB each frame
// exceeds the background noise.
//
// The background of a band begins as silence and falls to the lowest of the band's levels, smoothed
// over 0.1 s. A sound that stays steady for 0.2 s becomes the background at once, so that noise
// that starts or grows counts as voice for at most 0.2 s. A sound is steady if the standard
// deviation of its level over 0.2 s, averaged over the bands, is below kSteady: noise has 1.4 dB or
// less, speech much more.
#pragma once

#include <array>
#include <cstddef>

#include "vad/band_levels.h"

namespace emovox::vad {

struct Standing {
  double excess = 0.0;  // dB over the background, mean of the bands; a band below it counts as 0
  bool steady = false;  // for 0.2 s: it is background, whatever its excess
};

class NoiseFloor {
 public:
  NoiseFloor();

  /// Takes the next frame.
  Standing take(const Levels& levels);

 private:
  static constexpr std::size_t kHistory = 20;   // frames over which steadiness is measured
  static constexpr std::size_t kSmoothed = 10;  // frames whose mean the floor falls to
  static constexpr std::size_t kShort = 3;      // frames whose mean is compared with the floor
  static constexpr float kSteady = 1.7F;        // dB

  Levels mean_of_last(std::size_t frames) const;
  bool is_steady(const Levels& mean) const;

  std::array<Levels, kHistory> history_;  // ring buffer
  Levels floor_;                          // the background
  std::size_t frames_ = 0;                // number of frames so far
  std::size_t kept_ = 0;                  // valid entries of history_: min(frames_, kHistory)
};

}  // namespace emovox::vad
