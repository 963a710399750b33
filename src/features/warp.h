// Stage "warp": the features of the same utterance from a voice with a shorter or longer vocal
// tract. The log-mel spectrum is read along its frequency axis at f / factor, by linear
// interpolation between the bands' centres; MFCC and deltas follow from it; centroid, bandwidth and
// roll-off move by the factor; prosody stays. After Jaitly and Hinton, "Vocal tract length
// perturbation" (2013), on features instead of audio.
#pragma once

#include "emovox/features.h"

namespace emovox::features {

/// factor: of all frequencies, over 0; above 1 formants move up. 1 returns the features as they
/// are, but for rounding. Throws invalid_argument.
Features warp_vocal_tract(const Features& features, double factor, const FeatureOptions& options);

}  // namespace emovox::features
