// A random LSTM task with all inputs and outputs of the kernels, and the oracle's results for
// it.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/lstm_oracle.h"
#include "kernels/padded.h"

namespace emovox::kernels {

struct ProblemOptions {
  LstmShape shape;
  std::vector<std::size_t> lengths = {5, 1, 9, 3, 9};
  bool peephole = true;
  Direction direction = Direction::forward;
  std::size_t gap = 3;  // elements of NaN after each row of x, h, dh and dx
  double already = 0;   // initial value of the gradients
  std::uint32_t seed = 1;
};

template <class T>
struct Problem {
  explicit Problem(const ProblemOptions& options);

  LstmWeights<T> weights() const;
  LstmGradients<T> gradients();

  LstmForward<T> forward_pass(bool keep);
  LstmBackward<T> backward_pass(bool with_dx);

  void forward(std::size_t threads = 1);                        // fills h and cache
  void backward(bool with_dx = true, std::size_t threads = 1);  // fills the d…

  ProblemOptions options;
  RaggedBatch batch;
  Padded<T> input, recurrent, bias, peephole;      // without gaps: weights are contiguous
  Padded<T> dinput, drecurrent, dbias, dpeephole;  // without gaps
  Padded<T> x, h, dh, dx;
  LstmCache<T> cache;
  LstmWorkspace<T> workspace;
};

/// The expected content of a Problem after both passes, and the size of its terms.
struct Answer {
  std::vector<Sequence> h, dx;  // [B] by rank
  OracleWeights gradients;
};

template <class T>
Answer oracle_answer(const Problem<T>& problem);

/// Largest |kernel - oracle| / max(1, |oracle|) over every output, infinite where one is NaN.
template <class T>
double hidden_error(const Problem<T>& problem, const Answer& answer);
template <class T>
double gradient_error(const Problem<T>& problem, const Answer& answer);

/// Whether no pass wrote outside its matrices.
template <class T>
bool intact(const Problem<T>& problem);

}  // namespace emovox::kernels
