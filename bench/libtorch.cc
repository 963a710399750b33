// libtorch's nn::LSTM, over packed sequences or padded to the longest. Its packed layout and its
// gate order are the same as ours; its second bias stays zero.
#include <torch/nn/modules/rnn.h>

#include "bench/contender.h"

namespace emovox::bench {
namespace {

using torch::Tensor;
using torch::nn::utils::rnn::PackedSequence;

Tensor copied(const std::vector<float>& values, at::IntArrayRef shape) {
  return torch::from_blob(const_cast<float*>(values.data()), shape).clone();
}

Tensor batch_sizes(const kernels::RaggedBatch& batch) {
  const Tensor sizes = torch::empty({static_cast<int64_t>(batch.steps())}, torch::kInt64);
  for (std::size_t t = 0; t < batch.steps(); ++t) {
    sizes.data_ptr<int64_t>()[t] = static_cast<int64_t>(batch.live(t));
  }
  return sizes;
}

/// [N] The index of each row of the batch among the padded rows [T · B].
Tensor padded_places(const kernels::RaggedBatch& batch) {
  std::vector<int64_t> places;
  for (std::size_t t = 0; t < batch.steps(); ++t) {
    for (std::size_t rank = 0; rank < batch.live(t); ++rank) {
      places.push_back(static_cast<int64_t>(t * batch.size() + rank));
    }
  }
  return torch::tensor(places, torch::kInt64);
}

std::vector<float> flat(const Tensor& tensor) {
  const float* values = tensor.data_ptr<float>();
  return {values, values + tensor.numel()};
}

/// The bidirectional LSTM of one feature set with its input and the gradient of its output.
class TorchBiLstm {
 public:
  TorchBiLstm(const Problem& problem, std::size_t s, Layout layout)
      : layout_(layout),
        steps_(static_cast<int64_t>(problem.batch.steps())),
        utterances_(static_cast<int64_t>(problem.batch.size())),
        places_(padded_places(problem.batch)),
        live_(batch_sizes(problem.batch)),
        lstm_(torch::nn::LSTMOptions(static_cast<int64_t>(problem.feature_sets[s].input_size),
                                     static_cast<int64_t>(problem.hidden))
                  .bidirectional(true)) {
    const auto rows = static_cast<int64_t>(problem.batch.rows());
    const auto width = 2 * static_cast<int64_t>(problem.hidden);
    x_ = laid_out(copied(problem.feature_sets[s].x,
                         {rows, static_cast<int64_t>(problem.feature_sets[s].input_size)}));
    dh_ = laid_out(copied(problem.dh, {rows, static_cast<int64_t>(problem.width())})
                       .narrow(1, static_cast<int64_t>(s) * width, width)
                       .contiguous());
    const torch::NoGradGuard no_gradient;
    for (std::size_t d = 0; d < 2; ++d) {
      const Weights& weights = problem.feature_sets[s].directions[d];
      set("weight_ih", d, weights.input);
      set("weight_hh", d, weights.recurrent);
      set("bias_ih", d, weights.bias);
      parameter("bias_hh", d).zero_();
    }
  }

  void forward() {
    lstm_->zero_grad(true);
    if (layout_ == Layout::padded) {
      h_ = std::get<0>(lstm_->forward(x_));
    } else {
      h_ = std::get<0>(lstm_->forward_with_packed_input(PackedSequence(x_, live_))).data();
    }
  }

  void backward() { h_.backward(dh_); }

  /// [N, 2H]
  Tensor outputs() const {
    const Tensor h = h_.detach();
    return layout_ == Layout::packed ? h : h.flatten(0, 1).index_select(0, places_);
  }

  Tensor parameter(const std::string& name, std::size_t direction) const {
    return lstm_->named_parameters()[name + (direction == 0 ? "_l0" : "_l0_reverse")];
  }

 private:
  void set(const char* name, std::size_t direction, const std::vector<float>& values) {
    const Tensor weights = parameter(name, direction);
    weights.copy_(copied(values, weights.sizes()));
  }

  /// [N, columns] unchanged, or copied into zeros [T, B, columns].
  Tensor laid_out(const Tensor& rows) const {
    if (layout_ == Layout::packed) return rows;
    return torch::zeros({steps_ * utterances_, rows.size(1)})
        .index_copy_(0, places_, rows)
        .view({steps_, utterances_, rows.size(1)});
  }

  Layout layout_;
  int64_t steps_, utterances_;
  Tensor places_, live_;
  torch::nn::LSTM lstm_;
  Tensor x_, dh_, h_;
};

class Libtorch : public Training {
 public:
  Libtorch(const Problem& problem, Layout layout) {
    at::set_num_threads(kThreads);
    for (std::size_t s = 0; s < problem.feature_sets.size(); ++s) {
      bilstms_.push_back(std::make_unique<TorchBiLstm>(problem, s, layout));
    }
  }

  void forward() override {
    for (auto& bilstm : bilstms_) bilstm->forward();
  }

  void backward() override {
    for (auto& bilstm : bilstms_) bilstm->backward();
  }

  std::vector<float> outputs() const override {
    std::vector<Tensor> parts;
    for (const auto& bilstm : bilstms_) parts.push_back(bilstm->outputs());
    return flat(torch::cat(parts, 1));
  }

  std::vector<float> gradients() const override {
    std::vector<Tensor> parts;
    for (const auto& bilstm : bilstms_) {
      for (std::size_t d = 0; d < 2; ++d) {
        for (const char* name : {"weight_ih", "weight_hh", "bias_ih"}) {
          parts.push_back(bilstm->parameter(name, d).grad().reshape({-1}));
        }
      }
    }
    return flat(torch::cat(parts));
  }

 private:
  std::vector<std::unique_ptr<TorchBiLstm>> bilstms_;
};

class LibtorchInference : public Inference {
 public:
  explicit LibtorchInference(const Problem& problem) : network_(problem, Layout::padded) {}

  void forward() override {
    const torch::NoGradGuard no_gradient;
    network_.forward();
  }

  std::vector<float> outputs() const override { return network_.outputs(); }

 private:
  Libtorch network_;
};

}  // namespace

std::unique_ptr<Training> make_libtorch(const Problem& problem, Layout layout) {
  return std::make_unique<Libtorch>(problem, layout);
}

std::unique_ptr<Inference> make_libtorch_inference(const Problem& problem) {
  return std::make_unique<LibtorchInference>(problem);
}

}  // namespace emovox::bench
