// Stage "zero crossings": changes of sign between neighbours in a frame / window_length.
// Follows librosa.feature.zero_crossing_rate(y, frame_length, hop_length, center=True): samples
// within ±1e-10 count as +0, the frame's first sample is no crossing, and the signal's edges are
// padded with their own value, so padding crosses nothing and is left out here.
#pragma once

#include <cstddef>
#include <span>

namespace emovox::features {

/// inside: the frame without its padding.
float zero_crossing_rate(std::span<const float> inside, std::size_t window_length);

}  // namespace emovox::features
