// Backward pass of one LSTM direction: step by step the gates' gradients and one product that
// carries them to the step before, then one product over all rows for each weight and for the
// input.
#include <algorithm>
#include <string>

#include "emovox/error.h"
#include "kernels/blas.h"
#include "kernels/gates.h"
#include "kernels/lstm_steps.h"

namespace emovox::kernels {
namespace {

// Everything that the steps share, allocated once a call.
template <class T>
struct Workspace {
  Workspace(const RaggedBatch& batch, std::size_t hidden)
      : dgates(batch.rows() * 4 * hidden),
        h_before(batch.rows() * hidden),
        dh(batch.size() * hidden),
        dc(batch.size() * hidden),
        zeros(hidden) {}

  std::vector<T> dgates;    // [N, 4H]
  std::vector<T> h_before;  // [N, H] h', zero where a sequence starts
  std::vector<T> dh;        // [B, H] from the next step; zero for a row that has none
  std::vector<T> dc;        // [B, H] likewise
  std::vector<T> zeros;     // [H]
};

template <class T>
void gather_previous(const Step& step, std::size_t hidden, Rows<const T> h, T* h_before) {
  for (std::size_t row = 0; row < step.carried; ++row) {
    std::copy_n(h.data + (step.previous + row) * h.stride, hidden,
                h_before + (step.offset + row) * hidden);
  }
}

template <class T>
void run_step(const LstmShape& shape, const LstmWeights<T>& weights, const Step& step,
              const LstmCache<T>& cache, Rows<const T> dh, T* dpeephole, Workspace<T>& work) {
  const std::size_t H = shape.hidden_size;
  T* dgates = work.dgates.data() + step.offset * 4 * H;
  backward_gates(BackwardStep<T>{.hidden = H,
                                 .rows = step.live,
                                 .carried = step.carried,
                                 .peephole = weights.peephole,
                                 .initial = work.zeros.data(),
                                 .gates = cache.gates.data() + step.offset * 4 * H,
                                 .cells = cache.cells.data() + step.offset * H,
                                 .previous = cache.cells.data() + step.previous * H,
                                 .dh = dh.data + step.offset * dh.stride,
                                 .dh_stride = dh.stride,
                                 .dh_next = work.dh.data(),
                                 .dc = work.dc.data(),
                                 .dgates = dgates,
                                 .dpeephole = dpeephole});
  if (step.carried == 0) return;
  std::fill_n(work.dh.data(), step.carried * H, T{0});
  add_product<T>({step.carried, H, 4 * H}, {dgates, 4 * H}, {weights.recurrent, H},
                 {work.dh.data(), H});
}

template <class T>
void add_bias_gradient(std::size_t rows, std::size_t width, const T* dgates, T* bias) {
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t j = 0; j < width; ++j) bias[j] += dgates[row * width + j];
  }
}

template <class T>
void add_weight_gradients(const LstmShape& shape, const LstmWeights<T>& weights, std::size_t rows,
                          Rows<const T> x, const Workspace<T>& work,
                          const LstmGradients<T>& gradients, Rows<T> dx) {
  const std::size_t H = shape.hidden_size, I = shape.input_size;
  const Rows<const T> dgates{work.dgates.data(), 4 * H};
  add_bias_gradient(rows, 4 * H, dgates.data, gradients.bias);
  add_gradient_product<T>({4 * H, I, rows}, dgates, x, {gradients.input, I});
  add_gradient_product<T>({4 * H, H, rows}, dgates, {work.h_before.data(), H},
                          {gradients.recurrent, H});
  if (dx.data != nullptr) add_product<T>({rows, I, 4 * H}, dgates, {weights.input, I}, dx);
}

template <class T>
void check_backward(const LstmShape& shape, const LstmWeights<T>& weights, const RaggedBatch& batch,
                    const LstmCache<T>& cache, const LstmGradients<T>& gradients) {
  const std::size_t N = batch.rows(), H = shape.hidden_size;
  if (cache.gates.size() != N * 4 * H || cache.cells.size() != N * H) {
    throw Error(ErrorCode::invalid_argument, "LSTM cache",
                std::to_string(cache.cells.size()) + " cells",
                "must be the forward pass's of this batch, " + std::to_string(N * H));
  }
  if ((weights.peephole == nullptr) != (gradients.peephole == nullptr)) {
    throw Error(ErrorCode::invalid_argument, "LSTM peephole gradients",
                gradients.peephole == nullptr ? "none" : "given",
                "must be given exactly when the cell has peepholes");
  }
}

}  // namespace

template <class T>
void lstm_backward(const LstmShape& shape, const LstmWeights<T>& weights, const RaggedBatch& batch,
                   Direction direction, Rows<const T> x, Rows<const T> h, const LstmCache<T>& cache,
                   Rows<const T> dh, const LstmGradients<T>& gradients, Rows<T> dx) {
  check_shape(shape);
  if (batch.rows() == 0) return;
  check_rows("input", x.data != nullptr, shape.input_size, x.stride);
  check_rows("output", h.data != nullptr, shape.hidden_size, h.stride);
  check_rows("output gradient", dh.data != nullptr, shape.hidden_size, dh.stride);
  if (dx.data != nullptr) check_rows("input gradient", true, shape.input_size, dx.stride);
  check_backward(shape, weights, batch, cache, gradients);
  use_one_blas_thread();

  Workspace<T> work(batch, shape.hidden_size);
  for (std::size_t k = batch.steps(); k-- > 0;) {
    const Step step = step_at(batch, direction, k);
    gather_previous(step, shape.hidden_size, h, work.h_before.data());
    run_step(shape, weights, step, cache, dh, gradients.peephole, work);
  }
  add_weight_gradients(shape, weights, batch.rows(), x, work, gradients, dx);
}

template void lstm_backward(const LstmShape&, const LstmWeights<float>&, const RaggedBatch&,
                            Direction, Rows<const float>, Rows<const float>,
                            const LstmCache<float>&, Rows<const float>, const LstmGradients<float>&,
                            Rows<float>);
template void lstm_backward(const LstmShape&, const LstmWeights<double>&, const RaggedBatch&,
                            Direction, Rows<const double>, Rows<const double>,
                            const LstmCache<double>&, Rows<const double>,
                            const LstmGradients<double>&, Rows<double>);

}  // namespace emovox::kernels
