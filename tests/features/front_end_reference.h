// A second implementation of the front end, close to the definitions: one frame at a time, plain
// sums in double, a Fourier sum for every bin. The differential test compares the front end with
// it.
#pragma once

#include <span>

#include "emovox/features.h"

namespace emovox {

Features reference_features(std::span<const float> samples, const FeatureOptions& options);

}  // namespace emovox
