#include "features/pitch_path.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

namespace emovox::features {
namespace {

// The costs that are added along a path: for a pitch or no pitch in each frame, and for changes
// between frames.
constexpr float kHigher = 0.03F;     // for each octave below the highest pitch
constexpr float kUnvoiced = 0.45F;   // for each frame without a pitch
constexpr float kJump = 0.7F;        // for each octave between the pitches of two frames
constexpr float kTurn = 0.25F;       // for a change from a pitch to none, or back
constexpr float kQuiet = 1e-3F;      // share of the loudest frame's mean square: 30 dB below it
constexpr float kQuietness = 0.35F;  // how much kUnvoiced falls between kQuiet and silence

constexpr std::size_t kStates = PitchFrame::kMost + 1;
constexpr std::size_t kNone = PitchFrame::kMost;  // the state without a pitch

using Costs = std::array<float, kStates>;
using Origins = std::array<std::uint8_t, kStates>;

Costs costs_of(const PitchFrame& frame, float loudest, const PitchPathOptions& options) {
  Costs costs;
  costs.fill(std::numeric_limits<float>::infinity());
  for (std::size_t k = 0; k < frame.count; ++k) {
    costs[k] = own_cost(frame.candidates[k]) + kHigher * options.highest;
  }
  const float audible = loudest > 0.0F ? frame.loudness / loudest : 0.0F;
  costs[kNone] = kUnvoiced - kQuietness * std::max(0.0F, 1.0F - audible / kQuiet);
  return costs;
}

/// Adds to the cost of every state the least cost of reaching it from the frame before.
Origins arrive(const PitchFrame& before, const PitchFrame& now, const Costs& behind, float scale,
               Costs& costs) {
  Origins origins{};
  const auto settle = [&](std::size_t state, auto step) {
    float least = std::numeric_limits<float>::infinity();
    const auto consider = [&](std::size_t from) {
      const float cost = behind[from] + scale * step(from);
      if (cost >= least) return;
      least = cost;
      origins[state] = static_cast<std::uint8_t>(from);
    };
    consider(kNone);
    for (std::size_t from = 0; from < before.count; ++from) consider(from);
    costs[state] += least;
  };
  for (std::size_t k = 0; k < now.count; ++k) {
    const float octave = now.candidates[k].octave;
    settle(k, [&](std::size_t from) {
      return from == kNone ? kTurn : kJump * std::abs(before.candidates[from].octave - octave);
    });
  }
  settle(kNone, [](std::size_t from) { return from == kNone ? 0.0F : kTurn; });
  const float least = *std::ranges::min_element(costs);
  for (float& cost : costs) cost -= least;  // so that costs stay small in a long utterance
  return origins;
}

Pitch pitch_of(const PitchFrame& frame, std::size_t state) {
  if (state == kNone) return {0.0F, std::clamp(1.0F - frame.best, 0.0F, 1.0F)};
  const PitchCandidate& chosen = frame.candidates[state];
  return {std::exp2(chosen.octave), std::clamp(1.0F - chosen.aperiodicity, 0.0F, 1.0F)};
}

}  // namespace

float own_cost(const PitchCandidate& candidate) {
  return candidate.aperiodicity - kHigher * candidate.octave;
}

std::vector<Pitch> find_pitch_path(std::span<const PitchFrame> frames,
                                   const PitchPathOptions& options) {
  std::vector<Pitch> path(frames.size());
  if (frames.empty()) return path;
  float loudest = 0.0F;
  for (const PitchFrame& frame : frames) loudest = std::max(loudest, frame.loudness);
  const float scale = 0.01F / options.step;
  std::vector<Origins> origins(frames.size());
  Costs behind = costs_of(frames[0], loudest, options);
  for (std::size_t t = 1; t < frames.size(); ++t) {
    Costs costs = costs_of(frames[t], loudest, options);
    origins[t] = arrive(frames[t - 1], frames[t], behind, scale, costs);
    behind = costs;
  }
  auto state = static_cast<std::size_t>(std::ranges::min_element(behind) - behind.begin());
  for (std::size_t t = frames.size(); t-- > 0;) {
    path[t] = pitch_of(frames[t], state);
    state = origins[t][state];
  }
  return path;
}

}  // namespace emovox::features
