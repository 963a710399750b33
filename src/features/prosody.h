// Stage "prosody": pitch, voicing and loudness of a voice and their slopes, five numbers a frame.
//   pitch         semitones above 55 Hz, 12 log2(f0 / 55), interpolated linearly between voiced
//                 frames, constant before the first and after the last; 0 if no frame is voiced
//   voicing       1 - d'(τ) of the pitch tracker, 0 to 1
//   energy        10 log10 of the mean square, at least the utterance's maximum - top_db
//   *_delta       their slopes per frame (stage "delta")
#pragma once

#include <cstddef>

#include "emovox/features.h"
#include "features/front_end.h"
#include "features/pitch_tracker.h"

namespace emovox::features {

enum class Prosody { pitch, pitch_delta, voicing, energy, energy_delta };
inline constexpr std::size_t kProsodyDims = 5;

constexpr std::size_t column_of(Prosody which) { return static_cast<std::size_t>(which); }

/// Fills the other columns of prosody [T, 5], which contains the energies without their floor.
/// pitch: [T].
void derive_prosody(const FrontEnd& front_end, std::span<const Pitch> pitch, FrameMatrix& prosody);

}  // namespace emovox::features
