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
#include <memory>
#include <span>

#include "kernels/lstm_shape.h"
#include "kernels/panels.h"
#include "kernels/ragged.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {

/// Borrowed weights of one direction, row-major.
template <class T>
struct LstmWeights {
  const T* input = nullptr;      // [4H, I]
  const T* recurrent = nullptr;  // [4H, H]
  const T* bias = nullptr;       // [4H]
  const T* peephole = nullptr;   // [3, H] for i, f, o; null for the plain cell
};

/// Borrowed gradients, of the shapes of the weights. lstm_backward adds to them.
template <class T>
struct LstmGradients {
  T* input = nullptr;
  T* recurrent = nullptr;
  T* bias = nullptr;
  T* peephole = nullptr;  // null for the plain cell
};

/// The values of the forward pass that the backward pass needs, in the row layout of the batch.
template <class T>
struct LstmCache {
  AlignedArray<T> gates;  // [N, 4H], activated
  AlignedArray<T> cells;  // [N, H], c
  std::size_t rows = 0;   // N
};

/// The forward pass of one recurrence: one direction of the BiLSTM of one feature set.
template <class T>
struct LstmForward {
  LstmShape shape;
  LstmWeights<T> weights;
  Direction direction = Direction::forward;
  Rows<const T> x;                // [N, I]
  Rows<T> h;                      // [N, H] out; may not overlap x
  LstmCache<T>* cache = nullptr;  // out, or null if no backward pass follows
};

/// The backward pass of one recurrence. shape, weights, direction, x, h and cache are those of the
/// forward pass.
template <class T>
struct LstmBackward {
  LstmShape shape;
  LstmWeights<T> weights;
  Direction direction = Direction::forward;
  Rows<const T> x;
  Rows<const T> h;
  const LstmCache<T>* cache = nullptr;
  Rows<const T> dh;            // [N, H]
  LstmGradients<T> gradients;  // added to
  Rows<T> dx;                  // [N, I] added to; not computed if its data is null
};

/// The memory of the passes, kept from call to call, so that only the first calls allocate. Not
/// safe for two calls at once.
template <class T>
class LstmWorkspace {
 public:
  LstmWorkspace();
  LstmWorkspace(LstmWorkspace&&) noexcept;
  LstmWorkspace& operator=(LstmWorkspace&&) noexcept;
  ~LstmWorkspace();

  struct Buffers;
  Buffers& buffers() noexcept { return *buffers_; }

 private:
  std::unique_ptr<Buffers> buffers_;
};

/// Computes the hidden states of every row of `batch`, for each pass. Reads and writes no other
/// rows. The numbers do not depend on the number of threads. Throws invalid_argument.
template <class T>
void lstm_forward(std::span<const LstmForward<T>> passes, const RaggedBatch& batch,
                  const ReservedThreads& threads, LstmWorkspace<T>& workspace);

/// Computes the gradients of each pass. The numbers do not depend on the number of threads. Throws
/// invalid_argument.
template <class T>
void lstm_backward(std::span<const LstmBackward<T>> passes, const RaggedBatch& batch,
                   const ReservedThreads& threads, LstmWorkspace<T>& workspace);

}  // namespace emovox::kernels
