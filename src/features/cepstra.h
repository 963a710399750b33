// From a floored log-mel spectrum to the part of the low-level descriptors that follows from it:
// MFCC, their deltas and second deltas, the first 3 * mfcc_count columns.
#pragma once

#include "emovox/features.h"
#include "features/front_end.h"

namespace emovox::features {

/// Writes those columns of `lld` [T, dims]; the others stay.
void derive_cepstra(const FrontEnd& front_end, const FrameMatrix& log_mel, FrameMatrix& lld);

}  // namespace emovox::features
