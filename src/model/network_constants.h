// Numbers that training and inference must share to compute the same network.
#pragma once

namespace emovox::model {

inline constexpr double kBatchNormEpsilon = 1e-5;

}  // namespace emovox::model
