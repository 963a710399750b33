// A second implementation of the LSTM, with which the kernels are compared: in double, one
// utterance and one unit at a time, written like the equations, without batches or packing.
#pragma once

#include <cstddef>
#include <vector>

namespace emovox::kernels {

using Sequence = std::vector<std::vector<double>>;  // [T][width]

struct OracleWeights {
  std::size_t input_size = 0;
  std::size_t hidden_size = 0;
  std::vector<double> input;      // [4H, I]
  std::vector<double> recurrent;  // [4H, H]
  std::vector<double> bias;       // [4H]
  std::vector<double> peephole;   // [3, H]; empty for the plain cell
};

/// Hidden states in the order of `x`, for both directions.
Sequence oracle_hidden(const OracleWeights& weights, const Sequence& x, bool from_the_end);

/// Adds one utterance's gradients to `sums` (shaped like the weights) and returns that of `x`.
Sequence oracle_gradients(const OracleWeights& weights, const Sequence& x, const Sequence& dh,
                          bool from_the_end, OracleWeights& sums);

}  // namespace emovox::kernels
