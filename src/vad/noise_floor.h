// Stage "noise floor": levels of frames → how far each stands out of the background.
//
// The background of a band is silence at first, and falls to the least of its levels, smoothed over
// 0.1 s. What stays as it is for 0.2 s is background at once, so that noise that sets in or grows
// is taken for voice no longer than that. Steady is where the standard deviation over 0.2 s, mean
// of the bands, is under kSteady: noise has 1.4 dB or less, speech far more.
#pragma once

#include <array>
#include <cstddef>

#include "vad/band_levels.h"

namespace emovox::vad {

struct Standing {
  double excess = 0.0;  // dB over the background, mean of the bands; a band under it counts 0
  bool steady = false;  // as it has been for 0.2 s: background, whatever its excess
};

class NoiseFloor {
 public:
  NoiseFloor();

  /// The next frame.
  Standing take(const Levels& levels);

 private:
  static constexpr std::size_t kHistory = 20;   // frames that are steady or not
  static constexpr std::size_t kSmoothed = 10;  // frames whose mean the floor falls to
  static constexpr std::size_t kShort = 3;      // frames whose mean is held against the floor
  static constexpr float kSteady = 1.7F;        // dB

  Levels mean_of_last(std::size_t frames) const;
  bool is_steady(const Levels& mean) const;

  std::array<Levels, kHistory> history_;  // a ring
  Levels floor_;                          // the background
  std::size_t frames_ = 0;                // so far
  std::size_t heard_ = 0;                 // the same, at most kHistory
};

}  // namespace emovox::vad
