// Backward pass of recurrences: step by step the gates' gradients and the product that carries
// them to the step before, then one product over all rows for each weight and for the input.
#include <algorithm>
#include <string>

#include "emovox/error.h"
#include "kernels/backward_pass.h"
#include "kernels/lstm_steps.h"
#include "kernels/lstm_workspace.h"
#include "kernels/product.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {
namespace {

template <class T>
void check_cache(const LstmBackward<T>& pass, const RaggedBatch& batch) {
  const std::size_t N = batch.rows(), H = pass.shape.hidden_size;
  const std::size_t rows = pass.cache == nullptr ? 0 : pass.cache->rows;
  if (rows == N && pass.cache->gates.size() >= N * 4 * H && pass.cache->cells.size() >= N * H) {
    return;
  }
  throw Error(ErrorCode::invalid_argument, "LSTM cache", std::to_string(rows) + " rows",
              "must be the forward pass's of this batch, " + std::to_string(N));
}

template <class T>
void check(const LstmBackward<T>& pass, const RaggedBatch& batch) {
  check_shape(pass.shape);
  if (batch.rows() == 0) return;
  check_rows("input", pass.x.data != nullptr, pass.shape.input_size, pass.x.stride);
  check_rows("output", pass.h.data != nullptr, pass.shape.hidden_size, pass.h.stride);
  check_rows("output gradient", pass.dh.data != nullptr, pass.shape.hidden_size, pass.dh.stride);
  if (pass.dx.data != nullptr) {
    check_rows("input gradient", true, pass.shape.input_size, pass.dx.stride);
  }
  check_cache(pass, batch);
  if ((pass.weights.peephole == nullptr) == (pass.gradients.peephole == nullptr)) return;
  throw Error(ErrorCode::invalid_argument, "LSTM peephole gradients",
              pass.gradients.peephole == nullptr ? "none" : "given",
              "must be given exactly when the cell has peepholes");
}

/// A row of a matrix of `columns` into row `to` of its panels; zeros past the last column.
template <class T>
void put_row(const T* row, std::size_t columns, std::size_t to, const Panels<T>& panels) {
  for (std::size_t p = 0; p < panels.panels(); ++p) {
    const std::size_t first = p * kPanelWidth;
    const std::size_t count = row == nullptr ? 0 : std::min(kPanelWidth, columns - first);
    T* place = panels.panel(p) + to * kPanelWidth;
    if (count > 0) std::copy_n(row + first, count, place);
    std::fill(place + count, place + kPanelWidth, T{0});
  }
}

/// h', zero where a sequence starts. [N, H]
template <class T>
void gather_previous(const LstmBackward<T>& pass, const RaggedBatch& batch, Panels<T>& before) {
  const std::size_t H = pass.shape.hidden_size;
  before.resize(panels_of(H), batch.rows());
  for (std::size_t k = 0; k < batch.steps(); ++k) {
    const Step step = step_at(batch, pass.direction, k);
    for (std::size_t row = 0; row < step.live; ++row) {
      const T* h = pass.h.data + (step.previous + row) * pass.h.stride;
      put_row(row < step.carried ? h : nullptr, H, step.offset + row, before);
    }
  }
}

/// x. [N, I]
template <class T>
void gather_inputs(const LstmBackward<T>& pass, const RaggedBatch& batch, Panels<T>& x) {
  x.resize(panels_of(pass.shape.input_size), batch.rows());
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    put_row(pass.x.data + row * pass.x.stride, pass.shape.input_size, row, x);
  }
}

/// One pass in the buffers of its recurrence.
template <class T>
struct Backward {
  const LstmBackward<T>& pass;
  const RaggedBatch& batch;
  BackwardBuffers<T>& buffers;

  void prepare() const {
    const std::size_t H = pass.shape.hidden_size, I = pass.shape.input_size;
    pack_columns({4 * H, H}, pass.weights.recurrent, buffers.recurrent);
    if (pass.dx.data != nullptr) pack_columns({4 * H, I}, pass.weights.input, buffers.input);
    gather_previous(pass, batch, buffers.before);
    gather_inputs(pass, batch, buffers.x);
    buffers.dgates_stride =
        4 * H + kBlock;  // 4 kB apart, all rows would share one set of the cache
    buffers.dgates.reserve(batch.rows() * buffers.dgates_stride);
    buffers.dc.reserve(batch.size() * H);
    std::fill_n(buffers.dc.data(), batch.size() * H, T{0});
  }

  void run(const TeamThread& thread, T* scratch) const {
    run_steps(thread, scratch);
    add_weight_gradient(buffers.x, pass.shape.input_size, pass.gradients.input, thread, scratch);
    add_weight_gradient(buffers.before, pass.shape.hidden_size, pass.gradients.recurrent, thread,
                        scratch);
    if (pass.dx.data != nullptr) add_input_gradient(thread, scratch);
  }

  void run_steps(const TeamThread& thread, T* scratch) const {
    run_backward(BackwardRecurrence<T>{.hidden = pass.shape.hidden_size,
                                       .batch = &batch,
                                       .direction = pass.direction,
                                       .peephole = pass.weights.peephole,
                                       .gates = pass.cache->gates.data(),
                                       .cells = pass.cache->cells.data(),
                                       .dh = pass.dh,
                                       .dc = buffers.dc.data(),
                                       .dgates = {buffers.dgates.data(), buffers.dgates_stride},
                                       .dbias = pass.gradients.bias,
                                       .dpeephole = pass.gradients.peephole},
                 buffers.recurrent, thread, scratch);
  }

  /// gradient [4H, columns] += dgatesᵀ · right [N, columns]
  void add_weight_gradient(const Panels<T>& right, std::size_t columns, T* gradient,
                           const TeamThread& thread, T* scratch) const {
    multiply(Product<T>{.rows = 4 * pass.shape.hidden_size,
                        .columns = columns,
                        .a = {buffers.dgates.data(), 1, buffers.dgates_stride},
                        .out = {gradient, columns}},
             right, thread, scratch);
  }

  /// dx += dgates · Wx
  void add_input_gradient(const TeamThread& thread, T* scratch) const {
    multiply(Product<T>{.rows = batch.rows(),
                        .columns = pass.shape.input_size,
                        .a = {buffers.dgates.data(), buffers.dgates_stride},
                        .out = pass.dx},
             buffers.input, thread, scratch);
  }
};

}  // namespace

template <class T>
void lstm_backward(std::span<const LstmBackward<T>> passes, const RaggedBatch& batch,
                   const ReservedThreads& threads, LstmWorkspace<T>& workspace) {
  for (const LstmBackward<T>& pass : passes) check(pass, batch);
  if (batch.rows() == 0) return;
  auto& buffers = workspace.buffers();
  if (buffers.backward.size() < passes.size()) buffers.backward.resize(passes.size());
  const ThreadGroups groups = one_group_per_piece(passes.size(), threads.count());
  const std::size_t share = std::max(backward_scratch(batch), kProductScratch);
  buffers.scratch.reserve(groups.threads() * share);
  const auto backward = [&](std::size_t n) -> Backward<T> {
    return {passes[n], batch, buffers.backward[n]};
  };
  for (std::size_t n = 0; n < passes.size(); ++n) backward(n).prepare();
  threads.run(groups, [&](std::size_t n, const TeamThread& thread) {
    backward(n).run(thread, buffers.scratch.data() + thread.slot * share);
  });
}

template void lstm_backward(std::span<const LstmBackward<float>>, const RaggedBatch&,
                            const ReservedThreads&, LstmWorkspace<float>&);
template void lstm_backward(std::span<const LstmBackward<double>>, const RaggedBatch&,
                            const ReservedThreads&, LstmWorkspace<double>&);

}  // namespace emovox::kernels
