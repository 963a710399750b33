// The BiLSTMs of all feature sets as one differentiable function. On the CPU it runs our kernels
// under libtorch's autograd. The same equations in libtorch's operations serve other devices and,
// in tests, as the oracle.
#pragma once

#include <torch/types.h>

#include <cstddef>
#include <vector>

#include "kernels/ragged.h"

namespace emovox::training {

/// The weights of one direction of one feature set's BiLSTM; shapes as in kernels/lstm.h.
/// `peephole` is an empty tensor for the plain cell.
struct DirectionTensors {
  torch::Tensor input;      // [4H, I]
  torch::Tensor recurrent;  // [4H, H]
  torch::Tensor bias;       // [4H]
  torch::Tensor peephole;   // [3, H]
};

/// Outputs [N, 2HS] of S BiLSTMs, side by side: forward and backward of the first, of the second, …
/// Rows are in the order of `batch`. `x[s]` is [N, I_s]; `directions` holds the forward and
/// backward weights of each BiLSTM in turn. Takes float32 or float64 tensors on the CPU. The 2S
/// recurrences run on up to `threads` threads; the results do not depend on their number.
torch::Tensor bilstm(const std::vector<torch::Tensor>& x,
                     const std::vector<DirectionTensors>& directions,
                     const kernels::RaggedBatch& batch, std::size_t threads);

/// The same function in libtorch's operations, step by step, on any device.
torch::Tensor bilstm_by_operations(const std::vector<torch::Tensor>& x,
                                   const std::vector<DirectionTensors>& directions,
                                   const kernels::RaggedBatch& batch);

}  // namespace emovox::training
