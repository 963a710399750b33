// Stage "warp": the features as if the speaker's vocal tract were shorter or longer. The log-mel
// spectrum is read at f / factor, by linear interpolation between the centres of the bands. MFCC
// and deltas are computed from it; centroid, bandwidth and roll-off are multiplied by the factor;
// prosody is unchanged. After Jaitly and Hinton, "Vocal tract length perturbation" (2013), on
// features instead of audio.
#pragma once

#include "emovox/features.h"

namespace emovox::features {

/// factor: multiplies all frequencies; above 0. Above 1, formants move up; 1 changes only the
/// rounding. tables: made from the options with which the features were computed. Throws
/// invalid_argument.
Features warp_vocal_tract(const Features& features, double factor, const FeatureTables& tables);

}  // namespace emovox::features
