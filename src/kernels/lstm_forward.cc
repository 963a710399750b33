// Forward pass of recurrences in training: weights packed once a call, one product for all input
// projections, then the steps.
#include <algorithm>
#include <vector>

#include "kernels/forward_pass.h"
#include "kernels/lstm_steps.h"
#include "kernels/product.h"
#include "kernels/teams.h"

namespace emovox::kernels {
namespace {

template <class T>
void check(const LstmForward<T>& pass) {
  check_shape(pass.shape);
  check_rows("input", pass.x.data != nullptr, pass.shape.input_size, pass.x.stride);
  check_rows("output", pass.h.data != nullptr, pass.shape.hidden_size, pass.h.stride);
}

/// One pass with what it needs beside its weights and rows.
template <class T>
class Forward {
 public:
  Forward(const LstmForward<T>& pass, const RaggedBatch& batch)
      : pass_(pass),
        batch_(batch),
        input_(
            pack_rows<T>({4 * pass.shape.hidden_size, pass.shape.input_size}, pass.weights.input)),
        recurrent_(pack_gates<T>({pass.shape.hidden_size, pass.shape.hidden_size},
                                 pass.weights.recurrent)) {
    const bool keep = pass.cache != nullptr;
    LstmCache<T>& kept = cache();
    kept.gates.resize(batch.rows() * 4 * pass.shape.hidden_size);
    kept.cells.resize((keep ? batch.rows() : batch.size()) * pass.shape.hidden_size);
  }

  void run(const Member& member, T* scratch) {
    const std::size_t H = pass_.shape.hidden_size;
    multiply(Product<T>{.rows = batch_.rows(),
                        .columns = 4 * H,
                        .a = {pass_.x.data, pass_.x.stride},
                        .bias = pass_.weights.bias,
                        .out = {cache().gates.data(), 4 * H}},
             input_, member, scratch);
    member.meet();
    run_forward(Recurrence<T>{.hidden = H,
                              .batch = &batch_,
                              .direction = pass_.direction,
                              .peephole = pass_.weights.peephole,
                              .gates = cache().gates.data(),
                              .cells = cache().cells.data(),
                              .keep = pass_.cache != nullptr,
                              .h = pass_.h},
                recurrent_, member, scratch);
  }

 private:
  LstmCache<T>& cache() { return pass_.cache != nullptr ? *pass_.cache : own_; }

  const LstmForward<T>& pass_;
  const RaggedBatch& batch_;
  Panels<T> input_;
  Panels<T> recurrent_;
  LstmCache<T> own_;
};

}  // namespace

template <class T>
void lstm_forward(std::span<const LstmForward<T>> passes, const RaggedBatch& batch,
                  std::size_t threads) {
  for (const LstmForward<T>& pass : passes) check(pass);
  if (batch.rows() == 0) return;
  std::vector<Forward<T>> work;
  work.reserve(passes.size());
  for (const LstmForward<T>& pass : passes) work.emplace_back(pass, batch);
  const Teams teams = side_by_side(passes.size(), threads);
  const std::size_t share = std::max(forward_scratch(batch), kProductScratch);
  const AlignedArray<T> scratch(teams.seats() * share);
  run_in_teams(teams, [&](std::size_t piece, const Member& member) {
    work[piece].run(member, scratch.data() + member.seat * share);
  });
}

template void lstm_forward(std::span<const LstmForward<float>>, const RaggedBatch&, std::size_t);
template void lstm_forward(std::span<const LstmForward<double>>, const RaggedBatch&, std::size_t);

}  // namespace emovox::kernels
