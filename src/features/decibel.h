// Stage "decibel": dB(p) = 10 log10(max(1e-10, p)), and the floor top_db under the utterance's
// maximum. Follows librosa.power_to_db(S, ref=1.0, amin=1e-10, top_db).
#pragma once

#include <span>

namespace emovox::features {

inline constexpr double kLeastPower = 1e-10;  // librosa's amin

/// Raises every value of the utterance to at least (its maximum - top_db), in place.
void floor_under_maximum(std::span<float> decibels, double top_db);

}  // namespace emovox::features
