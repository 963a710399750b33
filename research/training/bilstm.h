// The BiLSTMs of all streams as one differentiable function: our own kernels under libtorch's
// autograd on the CPU, and the same equations in libtorch's operations for every other device and
// as oracle.
#pragma once

#include <torch/types.h>

#include <cstddef>
#include <vector>

#include "kernels/ragged.h"

namespace emovox::training {

/// The weights of one direction of one stream; shapes as in kernels/lstm.h. `peephole` is an empty
/// tensor for the plain cell.
struct DirectionTensors {
  torch::Tensor input;      // [4H, I]
  torch::Tensor recurrent;  // [4H, H]
  torch::Tensor bias;       // [4H]
  torch::Tensor peephole;   // [3, H]
};

/// Outputs [N, 2HS] of S BiLSTMs: stream by stream, forward then backward, rows as `batch` packs
/// them. `x[s]` is [N, I_s]; `directions` holds forward and backward of stream 0, of stream 1, …
/// Float32 or float64 tensors on the CPU; the 2S recurrences run on up to `threads` threads, and
/// the numbers do not depend on how many.
torch::Tensor bilstm(const std::vector<torch::Tensor>& x,
                     const std::vector<DirectionTensors>& directions,
                     const kernels::RaggedBatch& batch, std::size_t threads);

/// The same function written step by step in libtorch's operations, on any device.
torch::Tensor bilstm_by_operations(const std::vector<torch::Tensor>& x,
                                   const std::vector<DirectionTensors>& directions,
                                   const kernels::RaggedBatch& batch);

}  // namespace emovox::training
