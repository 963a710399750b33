#include "training/bilstm.h"

#include <cblas.h>
#include <torch/csrc/autograd/custom_function.h>

#include "kernels/lstm.h"

namespace emovox::training {
namespace {

using kernels::Direction;
using kernels::RaggedBatch;
using kernels::Rows;
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::size_t kWeights = 4;  // tensors of each direction: input, recurrent, bias, peephole

/// The order of the function's inputs: S inputs x, then four weights for each recurrence.
/// Recurrence r belongs to BiLSTM r / 2 and runs forward when r is even.
struct Layout {
  explicit Layout(std::size_t inputs) : sets(inputs / (1 + 2 * kWeights)) {}
  std::size_t recurrences() const { return 2 * sets; }
  std::size_t weight(std::size_t r) const { return sets + kWeights * r; }
  static Direction direction(std::size_t r) {
    return r % 2 == 0 ? Direction::forward : Direction::backward;
  }
  std::size_t sets;
};

/// Memory of finished passes that a thread keeps for later ones: fresh pages take a fifth of the
/// time of a small network's pass.
template <class T>
struct PassMemory {
  using Caches = std::vector<kernels::LstmCache<T>>;  // one a recurrence

  static PassMemory& of_this_thread() {
    static thread_local PassMemory memory;
    return memory;
  }

  Caches take(std::size_t recurrences) {
    Caches caches;
    if (!spare.empty()) {
      caches = std::move(spare.back());
      spare.pop_back();
    }
    caches.resize(recurrences);
    return caches;
  }

  kernels::LstmWorkspace<T> workspace;
  kernels::ThreadTeam team;
  std::vector<Caches> spare;
};

/// The values that backward needs and autograd does not keep.
template <class T>
struct SavedPass : torch::CustomClassHolder {
  SavedPass(const RaggedBatch& packed, std::size_t recurrences, std::size_t thread_count)
      : batch(packed),
        caches(PassMemory<T>::of_this_thread().take(recurrences)),
        threads(thread_count) {}
  ~SavedPass() override {
    auto& spare = PassMemory<T>::of_this_thread().spare;
    if (spare.empty()) spare.push_back(std::move(caches));
  }

  RaggedBatch batch;
  typename PassMemory<T>::Caches caches;
  std::size_t threads;
};

template <class T>
T* pointer(const Tensor& tensor) {
  return tensor.defined() && tensor.numel() > 0 ? tensor.data_ptr<T>() : nullptr;
}

template <class T>
Rows<T> rows(const Tensor& matrix, std::size_t first_column = 0) {
  return {pointer<std::remove_const_t<T>>(matrix) + first_column,
          static_cast<std::size_t>(matrix.size(1))};
}

kernels::LstmShape shape_of(const Tensor* weights) {
  return {static_cast<std::size_t>(weights[0].size(1)),
          static_cast<std::size_t>(weights[1].size(1))};
}

template <class T>
kernels::LstmWeights<T> weights_of(const Tensor* weights) {
  return {pointer<T>(weights[0]), pointer<T>(weights[1]), pointer<T>(weights[2]),
          pointer<T>(weights[3])};
}

template <class T>
kernels::LstmGradients<T> gradients_of(const Tensor* gradients) {
  return {pointer<T>(gradients[0]), pointer<T>(gradients[1]), pointer<T>(gradients[2]),
          pointer<T>(gradients[3])};
}

/// Makes OpenBLAS, which libtorch multiplies matrices with, compute each product on the calling
/// thread: results must not depend on the number of threads. Only the first call has an effect.
void use_one_openblas_thread() {
  static const bool once = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  static_cast<void>(once);
}

template <class T>
class BiLstmFunction : public torch::autograd::Function<BiLstmFunction<T>> {
 public:
  static Tensor forward(AutogradContext* context, at::TensorList inputs, const RaggedBatch& batch,
                        std::size_t threads) {
    use_one_openblas_thread();  // before libtorch multiplies
    const Layout layout(inputs.size());
    const std::size_t recurrences = layout.recurrences();
    const std::size_t hidden = shape_of(&inputs[layout.weight(0)]).hidden_size;
    auto saved = c10::make_intrusive<SavedPass<T>>(batch, recurrences, threads);
    const Tensor h = torch::empty(
        {static_cast<int64_t>(batch.rows()), static_cast<int64_t>(recurrences * hidden)},
        inputs[0].options());
    std::vector<kernels::LstmForward<T>> passes(recurrences);
    for (std::size_t r = 0; r < recurrences; ++r) {
      const Tensor* weights = &inputs[layout.weight(r)];
      passes[r] = {shape_of(weights),      weights_of<T>(weights),
                   Layout::direction(r),   rows<const T>(inputs[r / 2]),
                   rows<T>(h, r * hidden), &saved->caches[r]};
    }
    auto& memory = PassMemory<T>::of_this_thread();
    kernels::lstm_forward<T>(passes, batch, memory.team.reserve(threads), memory.workspace);
    variable_list kept(inputs.begin(), inputs.end());
    kept.push_back(h);
    context->save_for_backward(std::move(kept));
    context->saved_data["pass"] = c10::IValue::make_capsule(std::move(saved));
    return h;
  }

  static variable_list backward(AutogradContext* context, variable_list output_gradients) {
    const auto saved =
        c10::static_intrusive_pointer_cast<SavedPass<T>>(context->saved_data["pass"].toCapsule());
    const variable_list kept = context->get_saved_variables();  // inputs, then h
    const Layout layout(kept.size() - 1);
    const std::size_t recurrences = layout.recurrences();
    const Tensor& h = kept.back();
    const Tensor dh = output_gradients[0].contiguous();
    variable_list gradients(kept.size() - 1 +
                            2);  // the batch and the thread count have no gradients
    for (std::size_t i = layout.sets; i + 1 < kept.size(); ++i) {
      gradients[i] = torch::zeros_like(kept[i]);
    }
    // An input gradient for each recurrence, so that no two threads add to the same tensor.
    variable_list dx(recurrences);
    for (std::size_t r = 0; r < recurrences; ++r) {
      if (context->needs_input_grad(r / 2)) dx[r] = torch::zeros_like(kept[r / 2]);
    }
    std::vector<kernels::LstmBackward<T>> passes(recurrences);
    for (std::size_t r = 0; r < recurrences; ++r) {
      const Tensor* weights = &kept[layout.weight(r)];
      const kernels::LstmShape shape = shape_of(weights);
      const std::size_t column = r * shape.hidden_size;
      passes[r] = {shape,
                   weights_of<T>(weights),
                   Layout::direction(r),
                   rows<const T>(kept[r / 2]),
                   rows<const T>(h, column),
                   &saved->caches[r],
                   rows<const T>(dh, column),
                   gradients_of<T>(&gradients[layout.weight(r)]),
                   dx[r].defined() ? rows<T>(dx[r]) : Rows<T>{}};
    }
    auto& memory = PassMemory<T>::of_this_thread();
    kernels::lstm_backward<T>(passes, saved->batch, memory.team.reserve(saved->threads),
                              memory.workspace);
    for (std::size_t s = 0; s < layout.sets; ++s) {
      if (dx[2 * s].defined()) gradients[s] = dx[2 * s] + dx[2 * s + 1];
    }
    return gradients;
  }
};

// --- The same in libtorch's operations -----------------------------------------------------------

/// One step of eqs. (1)-(5): gate pre-activations without peepholes, and the state before, to h and
/// c.
std::pair<Tensor, Tensor> cell_step(const Tensor& gates, const Tensor& c_before,
                                    const Tensor& peephole) {
  const auto parts = gates.chunk(4, 1);  // i, f, g, o
  const auto peep = [&](int64_t gate) {
    return peephole.numel() > 0 ? peephole[gate] * c_before : torch::zeros_like(c_before);
  };
  const Tensor i = torch::sigmoid(parts[0] + peep(0));
  const Tensor f = torch::sigmoid(parts[1] + peep(1));
  const Tensor c = f * c_before + i * torch::tanh(parts[2]);
  const Tensor o = torch::sigmoid(parts[3] + peep(2));
  return {o * torch::tanh(c), c};
}

/// `state` with one row for each live utterance: ended utterances are removed, new ones start at
/// zero.
Tensor resize_rows(const Tensor& state, int64_t live) {
  if (state.size(0) >= live) return state.narrow(0, 0, live);
  return torch::cat({state, state.new_zeros({live - state.size(0), state.size(1)})});
}

Tensor lstm_by_operations(const Tensor& x, const DirectionTensors& weights,
                          const RaggedBatch& batch, Direction direction) {
  const Tensor projected = torch::addmm(weights.bias, x, weights.input.t());
  Tensor h = x.new_zeros({0, weights.recurrent.size(1)});
  Tensor c = h;
  std::vector<Tensor> outputs(batch.steps());
  for (std::size_t n = 0; n < batch.steps(); ++n) {
    const std::size_t t = direction == Direction::forward ? n : batch.steps() - 1 - n;
    const auto live = static_cast<int64_t>(batch.live(t));
    const Tensor gates = projected.narrow(0, static_cast<int64_t>(batch.offset(t)), live) +
                         resize_rows(h, live).matmul(weights.recurrent.t());
    std::tie(h, c) = cell_step(gates, resize_rows(c, live), weights.peephole);
    outputs[t] = h;
  }
  return torch::cat(outputs);
}

}  // namespace

Tensor bilstm(const std::vector<Tensor>& x, const std::vector<DirectionTensors>& directions,
              const RaggedBatch& batch, std::size_t threads) {
  std::vector<Tensor> inputs;
  for (const Tensor& steps : x) inputs.push_back(steps.contiguous());
  for (const DirectionTensors& weights : directions) {
    inputs.push_back(weights.input.contiguous());
    inputs.push_back(weights.recurrent.contiguous());
    inputs.push_back(weights.bias.contiguous());
    inputs.push_back(weights.peephole.contiguous());
  }
  at::TensorList list(inputs);
  return x[0].scalar_type() == torch::kFloat64 ? BiLstmFunction<double>::apply(list, batch, threads)
                                               : BiLstmFunction<float>::apply(list, batch, threads);
}

Tensor bilstm_by_operations(const std::vector<Tensor>& x,
                            const std::vector<DirectionTensors>& directions,
                            const RaggedBatch& batch) {
  std::vector<Tensor> outputs;
  for (std::size_t r = 0; r < directions.size(); ++r) {
    outputs.push_back(lstm_by_operations(x[r / 2], directions[r], batch, Layout::direction(r)));
  }
  return torch::cat(outputs, 1);
}

}  // namespace emovox::training
