// From LSTM outputs [T, D] to one vector [D]: eqs. (7)-(11) of the paper.
#pragma once

#include <span>
#include <vector>

#include "emovox/features.h"
#include "emovox/model.h"

namespace emovox::model {

/// A weighted sum over steps, and its weights.
struct Attended {
  std::vector<float> fused;    // [D]
  std::vector<float> weights;  // [T], sums to 1
};

/// Rounds sums in double to float.
std::vector<float> to_float(std::span<const double> values);

std::vector<float> fuse_mean(const FrameMatrix& outputs);         // [T, D] → [D], eq. (7)
std::vector<float> fuse_final_frame(const FrameMatrix& outputs);  // [T, D] → [D]

/// A constant that is added to the variance, so that the gradient of its square root is finite at
/// variance 0.
inline constexpr double kSmallestVariance = 1e-5;
/// sqrt(variance over steps + kSmallestVariance): [T, D] → [D].
std::vector<float> fuse_deviation(const FrameMatrix& outputs);

/// Eq. (8): score_t = u · o_t, with u [D].
Attended fuse_weighted(const FrameMatrix& outputs, std::span<const float> vector);

/// Eqs. (9)-(11): score_t = o_last · (o_t w)ᵀ = q · o_t, where `query` is q = o_last wᵀ [D]. The
/// result is the same, but the matrix is multiplied once for each utterance instead of once for
/// each step.
Attended fuse_attention(const FrameMatrix& outputs, std::span<const double> query,
                        AttentionScale scale);

}  // namespace emovox::model
