// Backward pass of recurrences: step by step the gates' gradients and the product that carries
// them to the step before, then one product over all rows for each weight and for the input.
#include <algorithm>
#include <string>
#include <vector>

#include "emovox/error.h"
#include "kernels/backward_pass.h"
#include "kernels/lstm_steps.h"
#include "kernels/product.h"
#include "kernels/teams.h"

namespace emovox::kernels {
namespace {

template <class T>
void check_cache(const LstmBackward<T>& pass, const RaggedBatch& batch) {
  const std::size_t N = batch.rows(), H = pass.shape.hidden_size;
  const std::size_t cells = pass.cache == nullptr ? 0 : pass.cache->cells.size();
  if (pass.cache != nullptr && pass.cache->gates.size() == N * 4 * H && cells == N * H) return;
  throw Error(ErrorCode::invalid_argument, "LSTM cache", std::to_string(cells) + " cells",
              "must be the forward pass's of this batch, " + std::to_string(N * H));
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

std::size_t panels_for(std::size_t columns) { return (columns + kPanelWidth - 1) / kPanelWidth; }

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
Panels<T> gather_previous(const LstmBackward<T>& pass, const RaggedBatch& batch) {
  const std::size_t H = pass.shape.hidden_size;
  Panels<T> before(panels_for(H), batch.rows());
  for (std::size_t k = 0; k < batch.steps(); ++k) {
    const Step step = step_at(batch, pass.direction, k);
    for (std::size_t row = 0; row < step.live; ++row) {
      const T* h = pass.h.data + (step.previous + row) * pass.h.stride;
      put_row(row < step.carried ? h : nullptr, H, step.offset + row, before);
    }
  }
  return before;
}

/// x. [N, I]
template <class T>
Panels<T> gather_inputs(const LstmBackward<T>& pass, const RaggedBatch& batch) {
  Panels<T> x(panels_for(pass.shape.input_size), batch.rows());
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    put_row(pass.x.data + row * pass.x.stride, pass.shape.input_size, row, x);
  }
  return x;
}

/// One pass with what it needs beside its weights and rows.
template <class T>
class Backward {
 public:
  Backward(const LstmBackward<T>& pass, const RaggedBatch& batch)
      : pass_(pass),
        batch_(batch),
        recurrent_(pack_columns<T>({4 * pass.shape.hidden_size, pass.shape.hidden_size},
                                   pass.weights.recurrent)),
        before_(gather_previous(pass, batch)),
        x_(gather_inputs(pass, batch)),
        // Rows a multiple of 4 kB apart would share one set of the first cache.
        dgates_stride_(4 * pass.shape.hidden_size + kBlock),
        dgates_(batch.rows() * dgates_stride_),
        dc_(batch.size() * pass.shape.hidden_size) {}

  void run(const Member& member, T* scratch) {
    run_steps(member, scratch);
    add_weight_gradient(x_, pass_.shape.input_size, pass_.gradients.input, member, scratch);
    add_weight_gradient(before_, pass_.shape.hidden_size, pass_.gradients.recurrent, member,
                        scratch);
    if (pass_.dx.data != nullptr) add_input_gradient(member, scratch);
  }

 private:
  void run_steps(const Member& member, T* scratch) {
    run_backward(BackwardRecurrence<T>{.hidden = pass_.shape.hidden_size,
                                       .batch = &batch_,
                                       .direction = pass_.direction,
                                       .peephole = pass_.weights.peephole,
                                       .gates = pass_.cache->gates.data(),
                                       .cells = pass_.cache->cells.data(),
                                       .dh = pass_.dh,
                                       .dc = dc_.data(),
                                       .dgates = {dgates_.data(), dgates_stride_},
                                       .dbias = pass_.gradients.bias,
                                       .dpeephole = pass_.gradients.peephole},
                 recurrent_, member, scratch);
  }

  /// gradient [4H, columns] += dgatesᵀ · right [N, columns]
  void add_weight_gradient(const Panels<T>& right, std::size_t columns, T* gradient,
                           const Member& member, T* scratch) {
    multiply(Product<T>{.rows = 4 * pass_.shape.hidden_size,
                        .columns = columns,
                        .a = {dgates_.data(), 1, dgates_stride_},
                        .out = {gradient, columns}},
             right, member, scratch);
  }

  /// dx += dgates · Wx
  void add_input_gradient(const Member& member, T* scratch) {
    const std::size_t I = pass_.shape.input_size;
    const Panels<T> weights =
        pack_columns<T>({4 * pass_.shape.hidden_size, I}, pass_.weights.input);
    multiply(Product<T>{.rows = batch_.rows(),
                        .columns = I,
                        .a = {dgates_.data(), dgates_stride_},
                        .out = pass_.dx},
             weights, member, scratch);
  }

  const LstmBackward<T>& pass_;
  const RaggedBatch& batch_;
  Panels<T> recurrent_;
  Panels<T> before_;  // [N, H]
  Panels<T> x_;       // [N, I]
  std::size_t dgates_stride_;
  AlignedArray<T> dgates_;  // [N, 4H]
  std::vector<T> dc_;       // [B, H]
};

}  // namespace

template <class T>
void lstm_backward(std::span<const LstmBackward<T>> passes, const RaggedBatch& batch,
                   std::size_t threads) {
  for (const LstmBackward<T>& pass : passes) check(pass, batch);
  if (batch.rows() == 0) return;
  std::vector<Backward<T>> work;
  work.reserve(passes.size());
  for (const LstmBackward<T>& pass : passes) work.emplace_back(pass, batch);
  const Teams teams = side_by_side(passes.size(), threads);
  const std::size_t share = std::max(backward_scratch(batch), kProductScratch);
  const AlignedArray<T> scratch(teams.seats() * share);
  run_in_teams(teams, [&](std::size_t piece, const Member& member) {
    work[piece].run(member, scratch.data() + member.seat * share);
  });
}

template void lstm_backward(std::span<const LstmBackward<float>>, const RaggedBatch&, std::size_t);
template void lstm_backward(std::span<const LstmBackward<double>>, const RaggedBatch&, std::size_t);

}  // namespace emovox::kernels
