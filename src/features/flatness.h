// Stage "flatness": geometric over arithmetic mean of the power spectrum, each bin at least 1e-10:
// exp(mean(log p(k))) / mean(p(k)); 1 for noise without colour and for silence, near 0 for a tone.
// Follows librosa.feature.spectral_flatness(S=S, power=2, amin=1e-10).
#pragma once

#include <span>

namespace emovox::features {

/// power: [bins]
double flatness(std::span<const double> power);

}  // namespace emovox::features
