// Pooling of the outputs at all steps of an utterance into one vector, differentiable: eqs. (7) to
// (11) for given queries. Our own loops run on the CPU; libtorch's operations serve other devices
// and, in tests, as the oracle.
#pragma once

#include <torch/types.h>

#include <vector>

#include "kernels/ragged.h"

namespace emovox::training {

/// The output at the last step of each utterance, [B, D], from `outputs` [N, D], whose rows are in
/// the order of `layout`.
torch::Tensor last_steps(const torch::Tensor& outputs, const kernels::RaggedBatch& layout);

/// sqrt(variance over the steps of each utterance + model::kSmallestVariance), [B, D].
torch::Tensor deviations(const torch::Tensor& outputs, const kernels::RaggedBatch& layout);

/// Attention pooling: for each query q [B, D] the sum over an utterance's steps Σ_t α_t o_t, [B,
/// D], with α = softmax over t of o_t · q. For an empty query all weights are equal: the result is
/// the mean. Takes float32 or float64 tensors on the CPU.
std::vector<torch::Tensor> pool(const torch::Tensor& outputs, const kernels::RaggedBatch& layout,
                                const std::vector<torch::Tensor>& queries);

/// The same in libtorch's operations, on any device.
std::vector<torch::Tensor> pool_by_operations(const torch::Tensor& outputs,
                                              const kernels::RaggedBatch& layout,
                                              const std::vector<torch::Tensor>& queries);

/// A batch with one row for each utterance, padded with zeros.
struct PaddedSteps {
  PaddedSteps(const torch::Tensor& outputs, const kernels::RaggedBatch& layout);

  torch::Tensor values;   // [B, T, D]
  torch::Tensor valid;    // [B, T]
  torch::Tensor lengths;  // [B, 1]
};

}  // namespace emovox::training
