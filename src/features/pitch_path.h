// Stage "pitch path": chooses one pitch or none for every frame among its pitch candidates: the
// path of least cost through the whole utterance, found by dynamic programming (Viterbi). The
// costs:
//   a candidate             its d' (see yin.h), and kHigher for each octave below the highest
//                           pitch, because the multiples of a period fit as well as the period
//   no pitch                kUnvoiced, less where the frame is quieter than kQuiet of the loudest
//   from frame to frame     kJump for each octave between candidates, kTurn between a pitch and
//                           none; for frames 10 ms apart, in proportion less for longer hops
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
  float aperiodicity = 1.0F;  // d' at this candidate
};

/// The cost of a candidate itself, up to a constant.
float own_cost(const PitchCandidate& candidate);

/// The values of a frame that do not depend on other frames.
struct PitchFrame {
  static constexpr std::size_t kMost = 6;

  std::array<PitchCandidate, kMost> candidates = {};
  std::size_t count = 0;  // of candidates
  float best = 1.0F;      // lowest d' at any lag
  float loudness = 0.0F;  // mean square without the constant part, of any scale
};

struct Pitch {
  float hz = 0.0F;       // 0 for none
  float voicing = 0.0F;  // 1 - d', 0 to 1

  bool voiced() const noexcept { return hz > 0.0F; }
};

struct PitchPathOptions {
  float highest = 0.0F;  // pitch, log2 of its Hz
  float step = 0.01F;    // seconds from frame to frame
};

/// The pitch of each frame, [frames]. Of paths with equal cost, the one with the first candidate.
std::vector<Pitch> find_pitch_path(std::span<const PitchFrame> frames,
                                   const PitchPathOptions& options);

}  // namespace emovox::features
