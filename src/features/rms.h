// Stage "rms": √(Σ x(n)² / window_length) over a frame, zeros beyond the signal's edges.
// Follows librosa.feature.rms(y=y, frame_length, hop_length, center=True).
#pragma once

#include <span>

namespace emovox::features {

/// frame: [window_length], zero-padded
float rms(std::span<const float> frame);

}  // namespace emovox::features
