// Stage "centroid" and "bandwidth": mean and standard deviation of frequency, the magnitude
// spectrum taken as its distribution: c = Σ f(k) S(k) / Σ S(k), b = √(Σ (f(k) - c)² S(k) / Σ S(k)).
// Follows librosa.feature.spectral_centroid(S=S) and spectral_bandwidth(S=S, p=2). As there, a
// spectrum whose sum is under the least normal float32 is not normalised: silence has centroid 0
// and bandwidth 0.
#pragma once

#include <span>

namespace emovox::features {

struct Centroid {
  double centroid = 0.0;   // Hz
  double bandwidth = 0.0;  // Hz
};

/// magnitude: [bins], bin k at k * bin_width Hz
Centroid centroid_and_bandwidth(std::span<const double> magnitude, double bin_width);

}  // namespace emovox::features
