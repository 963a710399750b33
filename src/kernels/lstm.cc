// LSTM passes of training. Forward: the weights are packed once a call, one product computes all
// input projections, then the steps follow. Backward: step by step the gradients of the gates and
// the product that carries them to the step before, then one product over all rows for each weight
// gradient and for the input gradient.
#include "kernels/lstm.h"

#include <algorithm>
#include <string>
#include <vector>

#include "emovox/error.h"
#include "kernels/backward_pass.h"
#include "kernels/forward_pass.h"
#include "kernels/product.h"

namespace emovox::kernels {

// --- Workspace ----------------------------------------------------------------------------------

namespace {

/// Of the forward pass of one recurrence.
template <class T>
struct ForwardBuffers {
  Panels<T> input;      // of pack_rows()
  Panels<T> recurrent;  // of pack_gates()
  LstmCache<T> cache;   // if the caller gives none
};

/// Of the backward pass of one recurrence.
template <class T>
struct BackwardBuffers {
  Panels<T> recurrent;  // of pack_columns()
  Panels<T> input;      // of pack_columns()
  Panels<T> before;     // h', zero at the start of a sequence [N, H]
  Panels<T> x;          // [N, I]
  AlignedArray<T> dgates;
  std::size_t dgates_stride = 0;
  AlignedArray<T> dc;  // [B, H]
};

}  // namespace

template <class T>
struct LstmWorkspace<T>::Buffers {
  std::vector<ForwardBuffers<T>> forward;
  std::vector<BackwardBuffers<T>> backward;
  AlignedArray<T> scratch;  // of all threads
};

template <class T>
LstmWorkspace<T>::LstmWorkspace() : buffers_(std::make_unique<Buffers>()) {}
template <class T>
LstmWorkspace<T>::LstmWorkspace(LstmWorkspace&&) noexcept = default;
template <class T>
LstmWorkspace<T>& LstmWorkspace<T>::operator=(LstmWorkspace&&) noexcept = default;
template <class T>
LstmWorkspace<T>::~LstmWorkspace() = default;

template class LstmWorkspace<float>;
template class LstmWorkspace<double>;

// --- Passes -------------------------------------------------------------------------------------

namespace {

struct PassCount {
  std::size_t passes = 0;
  std::size_t scratch = 0;  // numbers a thread needs for the steps of a pass
};

/// Runs pass_of(n) of every n below `count.passes`, each on a group of threads of its own.
template <class T, class PassOf>
void run_passes(const PassCount& count, const ReservedThreads& threads, AlignedArray<T>& scratch,
                const PassOf& pass_of) {
  const ThreadGroups groups = one_group_per_piece(count.passes, threads.count());
  const std::size_t share = std::max(count.scratch, kProductScratch);
  scratch.reserve(groups.threads() * share);
  for (std::size_t n = 0; n < count.passes; ++n) pass_of(n).prepare();
  threads.run(groups, [&](std::size_t n, const TeamThread& thread) {
    pass_of(n).run(thread, scratch.data() + thread.slot * share);
  });
}

}  // namespace

// --- Forward ------------------------------------------------------------------------------------

namespace {

template <class T>
void check(const LstmForward<T>& pass) {
  check_shape(pass.shape);
  check_rows("input", pass.x.data != nullptr, pass.shape.input_size, pass.x.stride);
  check_rows("output", pass.h.data != nullptr, pass.shape.hidden_size, pass.h.stride);
}

/// One forward pass and its buffers.
template <class T>
struct Forward {
  const LstmForward<T>& pass;
  const RaggedBatch& batch;
  ForwardBuffers<T>& buffers;

  LstmCache<T>& cache() const { return pass.cache != nullptr ? *pass.cache : buffers.cache; }

  void prepare() const {
    const std::size_t H = pass.shape.hidden_size;
    cache().rows = batch.rows();
    cache().gates.reserve(batch.rows() * 4 * H);
    cache().cells.reserve((pass.cache != nullptr ? batch.rows() : batch.size()) * H);
    pack_rows({4 * H, pass.shape.input_size}, pass.weights.input, buffers.input);
    pack_gates({H, H}, pass.weights.recurrent, buffers.recurrent);
  }

  void run(const TeamThread& thread, T* scratch) const {
    const std::size_t H = pass.shape.hidden_size;
    multiply(Product<T>{.rows = batch.rows(),
                        .columns = 4 * H,
                        .a = {pass.x.data, pass.x.stride},
                        .bias = pass.weights.bias,
                        .out = {cache().gates.data(), 4 * H}},
             buffers.input, thread, scratch);
    thread.wait();
    run_forward(Recurrence<T>{.hidden = H,
                              .batch = &batch,
                              .direction = pass.direction,
                              .peephole = pass.weights.peephole,
                              .gates = cache().gates.data(),
                              .cells = cache().cells.data(),
                              .keep = pass.cache != nullptr,
                              .h = pass.h},
                buffers.recurrent, thread, scratch);
  }
};

}  // namespace

template <class T>
void lstm_forward(std::span<const LstmForward<T>> passes, const RaggedBatch& batch,
                  const ReservedThreads& threads, LstmWorkspace<T>& workspace) {
  for (const LstmForward<T>& pass : passes) check(pass);
  if (batch.rows() == 0) return;
  auto& buffers = workspace.buffers();
  if (buffers.forward.size() < passes.size()) buffers.forward.resize(passes.size());
  run_passes({passes.size(), forward_scratch(batch)}, threads, buffers.scratch,
             [&](std::size_t n) -> Forward<T> {
               return {passes[n], batch, buffers.forward[n]};
             });
}

template void lstm_forward(std::span<const LstmForward<float>>, const RaggedBatch&,
                           const ReservedThreads&, LstmWorkspace<float>&);
template void lstm_forward(std::span<const LstmForward<double>>, const RaggedBatch&,
                           const ReservedThreads&, LstmWorkspace<double>&);

// --- Backward -----------------------------------------------------------------------------------

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

/// Copies a row of a matrix of `columns` to row `to` of its panels, with zeros past the last
/// column. Zeros only if `row` is null.
template <class T>
void put_row(const T* row, std::size_t columns, std::size_t to, const Panels<T>& panels) {
  for (std::size_t p = 0; p < panels.panels(); ++p) {
    const std::size_t first = p * kPanelWidth;
    const std::size_t count = row == nullptr ? 0 : std::min(kPanelWidth, columns - first);
    T* out = panels.panel(p) + to * kPanelWidth;
    if (count > 0) std::copy_n(row + first, count, out);
    std::fill(out + count, out + kPanelWidth, T{0});
  }
}

/// Packs h', zero at the start of a sequence. [N, H]
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

/// Packs x. [N, I]
template <class T>
void gather_inputs(const LstmBackward<T>& pass, const RaggedBatch& batch, Panels<T>& x) {
  x.resize(panels_of(pass.shape.input_size), batch.rows());
  for (std::size_t row = 0; row < batch.rows(); ++row) {
    put_row(pass.x.data + row * pass.x.stride, pass.shape.input_size, row, x);
  }
}

/// One backward pass and its buffers.
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
    // Rows a multiple of 4 kB apart would share one set of the cache.
    buffers.dgates_stride = 4 * H + kBlock;
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
  run_passes({passes.size(), backward_scratch(batch)}, threads, buffers.scratch,
             [&](std::size_t n) -> Backward<T> {
               return {passes[n], batch, buffers.backward[n]};
             });
}

template void lstm_backward(std::span<const LstmBackward<float>>, const RaggedBatch&,
                            const ReservedThreads&, LstmWorkspace<float>&);
template void lstm_backward(std::span<const LstmBackward<double>>, const RaggedBatch&,
                            const ReservedThreads&, LstmWorkspace<double>&);

}  // namespace emovox::kernels
