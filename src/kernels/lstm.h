// One direction of an LSTM over a ragged batch, forward and backward: eqs. (1)-(5) of the paper,
// with peepholes from c(t-1) into all three gates, or the plain cell without them.
//
//   i = σ(Wxi x + Whi h' + wci ⊙ c' + bi)      f = σ(Wxf x + Whf h' + wcf ⊙ c' + bf)
//   g = tanh(Wxg x + Whg h' + bg)              o = σ(Wxo x + Who h' + wco ⊙ c' + bo)
//   c = f ⊙ c' + i ⊙ g                         h = o ⊙ tanh(c)          (' is the step before)
//
// Gate order everywhere: i, f, g, o. T is float or double; double serves the gradient checks.
#pragma once

#include <cstddef>
#include <vector>

#include "kernels/ragged.h"

namespace emovox::kernels {

enum class Direction { forward, backward };

struct LstmShape {
  std::size_t input_size = 0;   // I
  std::size_t hidden_size = 0;  // H
};

/// Borrowed weights of one direction, row-major.
template <class T>
struct LstmWeights {
  const T* input = nullptr;      // [4H, I]
  const T* recurrent = nullptr;  // [4H, H]
  const T* bias = nullptr;       // [4H]
  const T* peephole = nullptr;   // [3, H] for i, f, o; null for the plain cell
};

/// Borrowed gradients, the shapes of the weights; lstm_backward adds to them.
template <class T>
struct LstmGradients {
  T* input = nullptr;
  T* recurrent = nullptr;
  T* bias = nullptr;
  T* peephole = nullptr;  // null for the plain cell
};

/// A borrowed [rows, columns] matrix whose rows lie `stride` elements apart, so that both
/// directions can write into one [N, 2H] output.
template <class T>
struct Rows {
  T* data = nullptr;
  std::size_t stride = 0;
};

/// What the forward pass leaves for the backward pass, in the batch's row layout.
template <class T>
struct LstmCache {
  std::vector<T> gates;  // [N, 4H], activated
  std::vector<T> cells;  // [N, H], c
};

/// Hidden states of every row of `batch`. `x` [N, I] and `h` [N, H] may not overlap. `cache` may be
/// null (inference). Reads and writes nothing beyond the batch's rows. Safe from many threads.
template <class T>
void lstm_forward(const LstmShape& shape, const LstmWeights<T>& weights, const RaggedBatch& batch,
                  Direction direction, Rows<const T> x, Rows<T> h, LstmCache<T>* cache);

/// Gradients from `dh` [N, H]; adds to `gradients`, and to `dx` [N, I] unless its data is null.
/// `x`, `h` and `cache` are those of the forward pass.
template <class T>
void lstm_backward(const LstmShape& shape, const LstmWeights<T>& weights, const RaggedBatch& batch,
                   Direction direction, Rows<const T> x, Rows<const T> h, const LstmCache<T>& cache,
                   Rows<const T> dh, const LstmGradients<T>& gradients, Rows<T> dx);

}  // namespace emovox::kernels
