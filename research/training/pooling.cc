// Backward of Z = Σ_t α_t o_t, α = softmax(s), s_t = o_t · q, with g the gradient of Z:
//   ds_t = α_t (g · o_t - g · Z)      do_t = α_t g + ds_t q      dq = Σ_t ds_t o_t
// Rows are ordered by step, so that forward and backward each read the batch once, in order.
#include "training/pooling.h"

#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "model/fusion.h"

namespace emovox::training {
namespace {

using kernels::RaggedBatch;
using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// The values that backward needs and autograd does not keep.
struct SavedLayout : torch::CustomClassHolder {
  explicit SavedLayout(const RaggedBatch& packed) : batch(packed) {}
  RaggedBatch batch;
};

template <class T>
T dot(const T* a, const T* b, std::size_t size) {
  constexpr std::size_t kLanes = 16;  // independent sums, so that the compiler uses vectors
  std::array<T, kLanes> sums{};
  std::size_t i = 0;
  for (; i + kLanes <= size; i += kLanes) {
    for (std::size_t lane = 0; lane < kLanes; ++lane) sums[lane] += a[i + lane] * b[i + lane];
  }
  for (; i < size; ++i) sums[0] += a[i] * b[i];
  T sum = 0;
  for (const T one : sums) sum += one;
  return sum;
}

/// to += factor · from
template <class T>
void add_scaled(T factor, const T* from, T* to, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) to[i] += factor * from[i];
}

/// Calls visit(rank, row) for every step of every utterance, in the rows' order.
template <class Visit>
void each_step(const RaggedBatch& batch, Visit visit) {
  for (std::size_t t = 0; t < batch.steps(); ++t) {
    for (std::size_t rank = 0; rank < batch.live(t); ++rank) visit(rank, batch.offset(t) + rank);
  }
}

/// Replaces the scores of the rows [N] by their softmax within each utterance. Not text::softmax:
/// an utterance's rows lie apart from each other, and sums have the precision of the tensors.
template <class T>
void softmax(const RaggedBatch& batch, T* scores) {
  for (std::size_t rank = 0; rank < batch.size(); ++rank) {
    const auto score = [&](std::size_t t) -> T& { return scores[batch.row(rank, t)]; };
    const std::size_t steps = batch.length(rank);
    T highest = score(0);
    for (std::size_t t = 1; t < steps; ++t) highest = std::max(highest, score(t));
    T sum = 0;
    for (std::size_t t = 0; t < steps; ++t) sum += score(t) = std::exp(score(t) - highest);
    for (std::size_t t = 0; t < steps; ++t) score(t) /= sum;
  }
}

/// The pooling of a batch by one query; `query` is null for the mean.
template <class T>
struct Query {
  const RaggedBatch& batch;
  std::size_t dims;
  const T* outputs;  // [N, D]
  const T* query;    // [B, D]

  const T* output(std::size_t row) const { return outputs + row * dims; }

  void forward(T* weights /* [N] */, T* pooled /* [B, D], zeros */) const {
    if (query) {
      each_step(batch, [&](std::size_t rank, std::size_t row) {
        weights[row] = dot(output(row), query + rank * dims, dims);
      });
    }
    softmax(batch, weights);
    each_step(batch, [&](std::size_t rank, std::size_t row) {
      add_scaled(weights[row], output(row), pooled + rank * dims, dims);
    });
  }

  /// Adds to `d_outputs` [N, D] and, unless it is null, to `d_query` [B, D].
  void backward(const T* weights, const T* pooled, const T* gradient /* [B, D] */, T* d_outputs,
                T* d_query) const {
    std::vector<T> mean(batch.size());  // g · Z
    for (std::size_t rank = 0; rank < batch.size(); ++rank) {
      mean[rank] = dot(gradient + rank * dims, pooled + rank * dims, dims);
    }
    each_step(batch, [&](std::size_t rank, std::size_t row) {
      const T* g = gradient + rank * dims;
      add_scaled(weights[row], g, d_outputs + row * dims, dims);
      if (!query) return;
      const T d_score = weights[row] * (dot(g, output(row), dims) - mean[rank]);
      add_scaled(d_score, query + rank * dims, d_outputs + row * dims, dims);
      if (d_query) add_scaled(d_score, output(row), d_query + rank * dims, dims);
    });
  }
};

template <class T>
Query<T> query_of(const RaggedBatch& batch, const Tensor& outputs, const Tensor& query) {
  return {batch, static_cast<std::size_t>(outputs.size(1)), outputs.data_ptr<T>(),
          query.numel() > 0 ? query.data_ptr<T>() : nullptr};
}

/// Inputs: outputs, then queries; results in the order of the queries.
template <class T>
class PoolFunction : public torch::autograd::Function<PoolFunction<T>> {
 public:
  static variable_list forward(AutogradContext* context, at::TensorList inputs,
                               const RaggedBatch& batch) {
    const Tensor& outputs = inputs[0];
    variable_list pooled;
    variable_list kept(inputs.begin(), inputs.end());  // then weights, then results
    for (const Tensor& query : inputs.slice(1)) {
      Tensor& weights = kept.emplace_back(torch::zeros({outputs.size(0)}, outputs.options()));
      pooled.push_back(
          torch::zeros({static_cast<int64_t>(batch.size()), outputs.size(1)}, outputs.options()));
      query_of<T>(batch, outputs, query)
          .forward(weights.template data_ptr<T>(), pooled.back().template data_ptr<T>());
    }
    kept.insert(kept.end(), pooled.begin(), pooled.end());
    context->save_for_backward(std::move(kept));
    context->saved_data["layout"] =
        c10::IValue::make_capsule(c10::make_intrusive<SavedLayout>(batch));
    return pooled;
  }

  static variable_list backward(AutogradContext* context, variable_list output_gradients) {
    const auto saved =
        c10::static_intrusive_pointer_cast<SavedLayout>(context->saved_data["layout"].toCapsule());
    const variable_list kept = context->get_saved_variables();
    const std::size_t queries = output_gradients.size();
    const Tensor& outputs = kept[0];
    variable_list gradients(1 + queries + 1);  // the layout has none
    gradients[0] = torch::zeros_like(outputs);
    for (std::size_t q = 0; q < queries; ++q) {
      const Tensor& query = kept[1 + q];
      const Tensor gradient = output_gradients[q].contiguous();
      if (context->needs_input_grad(1 + q)) gradients[1 + q] = torch::zeros_like(query);
      T* d_query = gradients[1 + q].defined() ? gradients[1 + q].template data_ptr<T>() : nullptr;
      query_of<T>(saved->batch, outputs, query)
          .backward(kept[1 + queries + q].template data_ptr<T>(),
                    kept[1 + 2 * queries + q].template data_ptr<T>(),
                    gradient.template data_ptr<T>(), gradients[0].template data_ptr<T>(), d_query);
    }
    return gradients;
  }
};

/// Row numbers [B, T] of a padded view of packed rows; padding points at row N.
Tensor padded_rows(const RaggedBatch& layout) {
  const auto utterances = static_cast<int64_t>(layout.size());
  const auto steps = static_cast<int64_t>(layout.steps());
  Tensor rows = torch::full({utterances, steps}, static_cast<int64_t>(layout.rows()), torch::kLong);
  auto access = rows.accessor<int64_t, 2>();
  for (std::size_t rank = 0; rank < layout.size(); ++rank) {
    for (std::size_t t = 0; t < layout.length(rank); ++t) {
      access[static_cast<int64_t>(rank)][static_cast<int64_t>(t)] =
          static_cast<int64_t>(layout.row(rank, t));
    }
  }
  return rows;
}

}  // namespace

Tensor last_steps(const Tensor& outputs, const RaggedBatch& layout) {
  Tensor rows = torch::empty({static_cast<int64_t>(layout.size())}, torch::kLong);
  for (std::size_t rank = 0; rank < layout.size(); ++rank) {
    rows.data_ptr<int64_t>()[rank] =
        static_cast<int64_t>(layout.row(rank, layout.length(rank) - 1));
  }
  return outputs.index_select(0, rows.to(outputs.device()));
}

std::vector<Tensor> pool(const Tensor& outputs, const RaggedBatch& layout,
                         const std::vector<Tensor>& queries) {
  std::vector<Tensor> inputs = {outputs.contiguous()};
  for (const Tensor& query : queries) inputs.push_back(query.contiguous());
  const at::TensorList list(inputs);
  return outputs.scalar_type() == torch::kFloat64 ? PoolFunction<double>::apply(list, layout)
                                                  : PoolFunction<float>::apply(list, layout);
}

std::vector<Tensor> pool_by_operations(const Tensor& outputs, const RaggedBatch& layout,
                                       const std::vector<Tensor>& queries) {
  const PaddedSteps padded(outputs, layout);
  std::vector<Tensor> pooled;
  for (const Tensor& query : queries) {
    if (query.numel() == 0) {
      pooled.push_back(padded.values.sum(1) / padded.lengths);
      continue;
    }
    const Tensor scores = padded.values.bmm(query.unsqueeze(2)).squeeze(2);
    const Tensor masked = scores.masked_fill(padded.valid.logical_not(), -INFINITY);
    pooled.push_back(torch::softmax(masked, 1).unsqueeze(1).bmm(padded.values).squeeze(1));
  }
  return pooled;
}

PaddedSteps::PaddedSteps(const Tensor& outputs, const RaggedBatch& layout) {
  const Tensor rows = padded_rows(layout).to(outputs.device());
  const Tensor extended = torch::cat({outputs, outputs.new_zeros({1, outputs.size(1)})});
  values =
      extended.index_select(0, rows.flatten()).view({rows.size(0), rows.size(1), outputs.size(1)});
  valid = rows.ne(outputs.size(0));
  lengths = valid.sum(1, /*keepdim=*/true);
}

Tensor deviations(const Tensor& outputs, const RaggedBatch& layout) {
  const PaddedSteps steps(outputs, layout);
  const Tensor mean = steps.values.sum(1) / steps.lengths;
  const Tensor valid = steps.valid.unsqueeze(2).to(outputs.scalar_type());
  const Tensor distances = (steps.values - mean.unsqueeze(1)) * valid;
  return (distances.square().sum(1) / steps.lengths + model::kSmallestVariance).sqrt();
}

}  // namespace emovox::training
