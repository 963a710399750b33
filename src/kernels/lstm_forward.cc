// Forward pass of one LSTM direction: one product for all input projections, then step by step one
// product with the recurrent weights and the gates.
#include <algorithm>

#include "kernels/blas.h"
#include "kernels/gates.h"
#include "kernels/lstm_steps.h"

namespace emovox::kernels {
namespace {

// gates [N, 4H] = x Wxᵀ + b
template <class T>
void project_inputs(const LstmShape& shape, const LstmWeights<T>& weights, std::size_t rows,
                    Rows<const T> x, T* gates) {
  const std::size_t width = 4 * shape.hidden_size;
  for (std::size_t row = 0; row < rows; ++row) {
    std::copy_n(weights.bias, width, gates + row * width);
  }
  add_product_transposed<T>({rows, width, shape.input_size}, x, {weights.input, shape.input_size},
                            {gates, width});
}

// Without a cache only the cells of the running step exist, and each step overwrites them.
template <class T>
struct Cells {
  T* data;  // [N, H], or [B, H] when running
  bool running;

  T* at(std::size_t first_row, std::size_t hidden) const {
    return running ? data : data + first_row * hidden;
  }
};

template <class T>
void run_step(const LstmShape& shape, const LstmWeights<T>& weights, const Step& step, T* gates,
              Cells<T> cells, const T* zeros, Rows<T> h) {
  const std::size_t H = shape.hidden_size;
  T* step_gates = gates + step.offset * 4 * H;
  if (step.carried > 0) {
    add_product_transposed<T>({step.carried, 4 * H, H},
                              {h.data + step.previous * h.stride, h.stride}, {weights.recurrent, H},
                              {step_gates, 4 * H});
  }
  forward_gates(ForwardStep<T>{.hidden = H,
                               .rows = step.live,
                               .carried = step.carried,
                               .peephole = weights.peephole,
                               .initial = zeros,
                               .previous = cells.at(step.previous, H),
                               .gates = step_gates,
                               .cells = cells.at(step.offset, H),
                               .h = h.data + step.offset * h.stride,
                               .h_stride = h.stride});
}

}  // namespace

template <class T>
void lstm_forward(const LstmShape& shape, const LstmWeights<T>& weights, const RaggedBatch& batch,
                  Direction direction, Rows<const T> x, Rows<T> h, LstmCache<T>* cache) {
  check_shape(shape);
  if (batch.rows() == 0) return;
  check_rows("input", x.data != nullptr, shape.input_size, x.stride);
  check_rows("output", h.data != nullptr, shape.hidden_size, h.stride);
  use_one_blas_thread();

  const std::size_t H = shape.hidden_size;
  LstmCache<T> own;
  LstmCache<T>& kept = cache != nullptr ? *cache : own;
  kept.gates.resize(batch.rows() * 4 * H);
  kept.cells.resize((cache != nullptr ? batch.rows() : batch.size()) * H);
  const std::vector<T> zeros(H);

  project_inputs(shape, weights, batch.rows(), x, kept.gates.data());
  const Cells<T> cells{kept.cells.data(), cache == nullptr};
  for (std::size_t k = 0; k < batch.steps(); ++k) {
    run_step(shape, weights, step_at(batch, direction, k), kept.gates.data(), cells, zeros.data(),
             h);
  }
}

template void lstm_forward(const LstmShape&, const LstmWeights<float>&, const RaggedBatch&,
                           Direction, Rows<const float>, Rows<float>, LstmCache<float>*);
template void lstm_forward(const LstmShape&, const LstmWeights<double>&, const RaggedBatch&,
                           Direction, Rows<const double>, Rows<double>, LstmCache<double>*);

}  // namespace emovox::kernels
