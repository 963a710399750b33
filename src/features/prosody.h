// Stage "prosody": what a voice does with its pitch and loudness, five numbers a frame.
//   pitch         semitones above 55 Hz, 12 log2(f0 / 55), on a straight line from voiced frame to
//                 voiced frame, level before the first and after the last; 0 where none is voiced
//   voicing       1 - d'(τ) of the pitch tracker, 0 to 1
//   energy        10 log10 of the frame's mean square, floored top_db under the utterance's maximum
//   *_delta       their slopes a frame (stage "delta")
#pragma once

#include <cstddef>

#include "emovox/features.h"
#include "features/front_end.h"
#include "features/pitch_tracker.h"

namespace emovox::features {

enum class Prosody { pitch, pitch_delta, voicing, energy, energy_delta };
inline constexpr std::size_t kProsodyDims = 5;

constexpr std::size_t column_of(Prosody which) { return static_cast<std::size_t>(which); }

/// prosody [T, 5] with unfloored energies becomes what stands above. pitch: of T frames.
void derive_prosody(const FrontEnd& front_end, std::span<const Pitch> pitch, FrameMatrix& prosody);

}  // namespace emovox::features
