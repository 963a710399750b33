// Stage "roll-off": the least frequency under and at which `share` of the summed magnitudes lies:
// min f(k) with Σ_{j ≤ k} S(j) ≥ share · Σ S. Silence has roll-off 0.
// Follows librosa.feature.spectral_rolloff(S=S, roll_percent=share).
#pragma once

#include <cstddef>
#include <span>

namespace emovox::features {

/// magnitude: [bins]; share: in (0, 1). The answer is a bin.
std::size_t rolloff_bin(std::span<const double> magnitude, double share);

}  // namespace emovox::features
