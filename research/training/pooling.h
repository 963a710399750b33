// From every step of a batch to one vector an utterance, differentiable: the fusions of eqs. (7)
// to (11) but for their weights. Our own loops on the CPU, and the same in libtorch's operations
// for every other device and as oracle.
#pragma once

#include <torch/types.h>

#include <vector>

#include "kernels/ragged.h"

namespace emovox::training {

/// The last valid step of each utterance, [B, D], of `outputs` [N, D]; rows as `layout` packs them.
torch::Tensor last_steps(const torch::Tensor& outputs, const kernels::RaggedBatch& layout);

/// sqrt(variance over the valid steps of each utterance + model::kSmallestVariance), [B, D].
torch::Tensor deviations(const torch::Tensor& outputs, const kernels::RaggedBatch& layout);

/// For every query q, [B, D], the sum over the valid steps Σ_t α_t o_t with α = softmax(o_t · q),
/// [B, D]. An empty tensor as query weighs all steps alike: the mean. Float32 or float64 on the
/// CPU.
std::vector<torch::Tensor> pool(const torch::Tensor& outputs, const kernels::RaggedBatch& layout,
                                const std::vector<torch::Tensor>& queries);

/// The same in libtorch's operations, on any device.
std::vector<torch::Tensor> pool_by_operations(const torch::Tensor& outputs,
                                              const kernels::RaggedBatch& layout,
                                              const std::vector<torch::Tensor>& queries);

/// The packed rows of one utterance each, step by step, padded with zeros.
struct PaddedSteps {
  PaddedSteps(const torch::Tensor& outputs, const kernels::RaggedBatch& layout);

  torch::Tensor values;   // [B, T, D]
  torch::Tensor valid;    // [B, T]
  torch::Tensor lengths;  // [B, 1]
};

}  // namespace emovox::training
