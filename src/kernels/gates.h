// The elementwise part of one LSTM step, after its matrix products (the formulas head lstm.h).
// float is vectorised for the best instruction set of the machine, double is plain C++.
// Rows from `carried` on have no step before: their c' and h' are zero and are not read.
#pragma once

#include <cstddef>
#include <span>

namespace emovox::kernels {

/// One step forward: pre-activations become gates, then c and h follow.
template <class T>
struct ForwardStep {
  std::size_t hidden = 0;       // H
  std::size_t rows = 0;         // live at this step
  std::size_t carried = 0;      // of them, those with a step before
  const T* peephole = nullptr;  // [3, H] or null
  const T* initial = nullptr;   // [H] zeros, c' of the rows that start here
  const T* previous = nullptr;  // [carried, H] c'
  T* gates = nullptr;           // [rows, 4H] in: pre-activations, out: i, f, g, o
  T* cells = nullptr;           // [rows, H] out: c; may be `previous`
  T* h = nullptr;               // [rows, H] out, rows h_stride apart
  std::size_t h_stride = 0;
};

/// One step backward: with a = σ or tanh' of a pre-activation, and p the peepholes,
///   do = dh tanh(c)    dc = dc(next) + dh o (1 - tanh²(c))    di = dc g    df = dc c'    dg = dc i
///   dc' = dc f + p·(di, df, do after a)
template <class T>
struct BackwardStep {
  std::size_t hidden = 0;
  std::size_t rows = 0;
  std::size_t carried = 0;
  const T* peephole = nullptr;  // [3, H] or null
  const T* initial = nullptr;   // [H] zeros
  const T* gates = nullptr;     // [rows, 4H] activated
  const T* cells = nullptr;     // [rows, H] c
  const T* previous = nullptr;  // [carried, H] c'
  const T* dh = nullptr;        // [rows, H] from above, rows dh_stride apart
  std::size_t dh_stride = 0;
  const T* dh_next = nullptr;  // [rows, H] from the next step
  T* dc = nullptr;             // [rows, H] in: from the next step, out: for the step before
  T* dgates = nullptr;         // [rows, 4H] out: of the pre-activations
  T* dpeephole = nullptr;      // [3, H] added to; null exactly when `peephole` is
};

void forward_gates(const ForwardStep<float>& step);
void forward_gates(const ForwardStep<double>& step);
void backward_gates(const BackwardStep<float>& step);
void backward_gates(const BackwardStep<double>& step);

/// The vectorised gate functions alone, in place: at most 4e-7 from the true value; NaN stays NaN.
void sigmoid_in_place(std::span<float> values);
void tanh_in_place(std::span<float> values);

}  // namespace emovox::kernels
