// Stage "pitch path": candidates of every frame → one pitch, or none, a frame. The cheapest way
// through the whole utterance, found by dynamic programming, where
//   a candidate costs       its d', and kHigher an octave under the highest pitch: a period's
//                           multiples are as good as the period
//   no pitch costs          kUnvoiced, less where the frame is quieter than kQuiet of the loudest
//   from frame to frame     kJump an octave between candidates, kTurn between a pitch and none,
//                           both for frames 10 ms apart and less for frames farther apart
// After Talkin, "A robust algorithm for pitch tracking (RAPT)" (1995), and Boersma, "Accurate
// short-term analysis of the fundamental frequency" (1993).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace emovox::features {

struct PitchCandidate {
  float octave = 0.0F;        // log2 of its Hz
  float aperiodicity = 1.0F;  // d' there
};

/// What a candidate costs by itself, but for a constant.
float own_cost(const PitchCandidate& candidate);

/// What is known of a frame by itself.
struct PitchFrame {
  static constexpr std::size_t kMost = 6;

  std::array<PitchCandidate, kMost> candidates = {};
  std::size_t count = 0;  // of candidates
  float best = 1.0F;      // lowest d' at any lag
  float loudness = 0.0F;  // mean square of what varies, of any scale
};

struct Pitch {
  float hz = 0.0F;       // 0 where there is none
  float voicing = 0.0F;  // 1 - d', from 0 to 1

  bool voiced() const noexcept { return hz > 0.0F; }
};

struct PitchPathOptions {
  float highest = 0.0F;  // pitch, log2 of its Hz
  float step = 0.01F;    // seconds from frame to frame
};

/// [frames]; of equals, the first candidate.
std::vector<Pitch> find_pitch_path(std::span<const PitchFrame> frames,
                                   const PitchPathOptions& options);

}  // namespace emovox::features
