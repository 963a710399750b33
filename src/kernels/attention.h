// Scaled dot-product attention of one head over one utterance, without the matrix of all scores:
//   out(t) = Σ_s softmax_s(q(t) · k(s) / √64) v(s)
// The keys come in blocks of 64. After each block the largest score m, the sum l of exp(score - m)
// and the weighted sum of values are brought up to date (Milakov and Gimelshein, "Online normalizer
// calculation for softmax", 2018), so that a block of queries needs one block of scores.
#pragma once

#include <cstddef>

#include "kernels/lstm_shape.h"

namespace emovox::kernels {

inline constexpr std::size_t kHeadWidth = 64;  // of every Whisper encoder; one panel

/// The matrices may lie side by side in one.
struct AttentionHead {
  std::size_t steps = 0;    // T
  Rows<const float> query;  // [T, 64]
  Rows<const float> key;    // [T, 64]
  Rows<const float> value;  // [T, 64]
  Rows<float> out;          // [T, 64]; may not overlap the others
};

/// Numbers of scratch memory that attend() needs for an utterance of so many steps.
std::size_t attention_scratch(std::size_t steps);

/// Computes one head. `scratch` begins on a cache line. Throws nothing, allocates nothing.
void attend(const AttentionHead& head, float* scratch);

}  // namespace emovox::kernels
