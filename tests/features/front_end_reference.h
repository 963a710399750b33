// The front end by its definitions: one frame at a time, plain double sums, a Fourier sum for every
// bin. Slow and obvious; the oracle of the differential test.
#pragma once

#include <span>

#include "emovox/features.h"

namespace emovox {

Features reference_features(std::span<const float> samples, const FeatureOptions& options);

}  // namespace emovox
