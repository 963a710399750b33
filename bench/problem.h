// The computation that is measured: the BiLSTMs of two feature sets over one ragged batch.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "kernels/lstm.h"

namespace emovox::bench {

/// The number of cores that every contender uses in all measurements.
inline constexpr std::size_t kThreads = 2;

struct Weights {                 // of one direction; gates i, f, g, o
  std::vector<float> input;      // [4H, I]
  std::vector<float> recurrent;  // [4H, H]
  std::vector<float> bias;       // [4H]
  std::vector<float> peephole;   // [3, H]; used by our own kernels only
};

struct FeatureSetProblem {
  std::size_t input_size = 0;         // I
  std::vector<float> x;               // [N, I], rows as the batch packs them
  std::array<Weights, 2> directions;  // forward, backward
};

struct Problem {
  std::size_t hidden = 0;  // H
  kernels::RaggedBatch batch;
  std::vector<FeatureSetProblem> feature_sets;  // S
  std::vector<float> dh;                        // [N, 2HS], the gradient of the outputs

  std::size_t width() const { return 2 * hidden * feature_sets.size(); }  // 2HS
};

/// Random inputs and weights for feature sets of 64 and 45 dimensions.
Problem random_problem(std::size_t hidden, std::span<const std::size_t> lengths);

/// The number of steps of each of the 32 recordings, with this many frames averaged into one step.
std::vector<std::size_t> emodb_lengths(std::size_t frames_per_step);

/// Floating-point operations of the matrix products, without padding. For each frame and direction:
/// forward 2·4H(I+H); backward 2·4H(I+H) for the gradients of the weights and 2·4H·H for that of h
/// (none for x: a first layer needs no gradient of its input).
double forward_flops(const Problem& problem);
double backward_flops(const Problem& problem);

}  // namespace emovox::bench
