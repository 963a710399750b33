// Forward pass of recurrences in training: weights packed once a call, one product for all input
// projections, then the steps.
#include <algorithm>

#include "kernels/forward_pass.h"
#include "kernels/lstm_steps.h"
#include "kernels/lstm_workspace.h"
#include "kernels/product.h"
#include "kernels/thread_team.h"

namespace emovox::kernels {
namespace {

template <class T>
void check(const LstmForward<T>& pass) {
  check_shape(pass.shape);
  check_rows("input", pass.x.data != nullptr, pass.shape.input_size, pass.x.stride);
  check_rows("output", pass.h.data != nullptr, pass.shape.hidden_size, pass.h.stride);
}

/// One pass in the buffers of its recurrence.
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
  const ThreadGroups groups = one_group_per_piece(passes.size(), threads.count());
  const std::size_t share = std::max(forward_scratch(batch), kProductScratch);
  buffers.scratch.reserve(groups.threads() * share);
  const auto forward = [&](std::size_t n) -> Forward<T> {
    return {passes[n], batch, buffers.forward[n]};
  };
  for (std::size_t n = 0; n < passes.size(); ++n) forward(n).prepare();
  threads.run(groups, [&](std::size_t n, const TeamThread& thread) {
    forward(n).run(thread, buffers.scratch.data() + thread.slot * share);
  });
}

template void lstm_forward(std::span<const LstmForward<float>>, const RaggedBatch&,
                           const ReservedThreads&, LstmWorkspace<float>&);
template void lstm_forward(std::span<const LstmForward<double>>, const RaggedBatch&,
                           const ReservedThreads&, LstmWorkspace<double>&);

}  // namespace emovox::kernels
