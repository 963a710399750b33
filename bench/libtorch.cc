// libtorch's nn::LSTM over packed sequences. Its packed layout and its gate order are ours; its
// second bias stays zero.
#include <torch/nn/modules/rnn.h>
#include <torch/nn/utils/rnn.h>

#include "bench/contender.h"

namespace emovox::bench {
namespace {

using torch::Tensor;

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

/// One stream's bidirectional LSTM with its input.
struct Stream {
  Stream(const Problem& problem, std::size_t s)
      : lstm(torch::nn::LSTMOptions(input_size(problem, s), hidden(problem)).bidirectional(true)),
        input(copied(problem.streams[s].x, {rows(problem), input_size(problem, s)}),
              batch_sizes(problem.batch)) {
    const torch::NoGradGuard no_gradient;
    for (std::size_t d = 0; d < 2; ++d) {
      const Weights& weights = problem.streams[s].directions[d];
      parameter("weight_ih", d).copy_(copied(weights.input, parameter("weight_ih", d).sizes()));
      parameter("weight_hh", d).copy_(copied(weights.recurrent, parameter("weight_hh", d).sizes()));
      parameter("bias_ih", d).copy_(copied(weights.bias, parameter("bias_ih", d).sizes()));
      parameter("bias_hh", d).zero_();
    }
  }

  static int64_t hidden(const Problem& problem) { return static_cast<int64_t>(problem.hidden); }
  static int64_t rows(const Problem& problem) { return static_cast<int64_t>(problem.batch.rows()); }
  static int64_t input_size(const Problem& problem, std::size_t s) {
    return static_cast<int64_t>(problem.streams[s].input_size);
  }

  Tensor parameter(const std::string& name, std::size_t direction) {
    return lstm->named_parameters()[name + (direction == 0 ? "_l0" : "_l0_reverse")];
  }

  torch::nn::LSTM lstm;
  torch::nn::utils::rnn::PackedSequence input;
  Tensor output;  // [N, 2H]
};

class Libtorch : public Training {
 public:
  explicit Libtorch(const Problem& problem) {
    at::set_num_threads(kThreads);
    for (std::size_t s = 0; s < problem.streams.size(); ++s) {
      streams_.push_back(std::make_unique<Stream>(problem, s));
      const std::vector<int64_t> shape{Stream::rows(problem),
                                       static_cast<int64_t>(problem.width())};
      const int64_t width = 2 * Stream::hidden(problem);
      dh_.push_back(
          copied(problem.dh, shape).narrow(1, static_cast<int64_t>(s) * width, width).contiguous());
    }
  }

  void forward() override {
    for (auto& stream : streams_) {
      stream->lstm->zero_grad(true);
      stream->output = std::get<0>(stream->lstm->forward_with_packed_input(stream->input)).data();
    }
  }

  void backward() override {
    for (std::size_t s = 0; s < streams_.size(); ++s) streams_[s]->output.backward(dh_[s]);
  }

  std::vector<float> outputs() const override {
    std::vector<Tensor> parts;
    for (const auto& stream : streams_) parts.push_back(stream->output.detach());
    return flat(torch::cat(parts, 1));
  }

  std::vector<float> gradients() const override {
    std::vector<Tensor> parts;
    for (const auto& stream : streams_) {
      for (std::size_t d = 0; d < 2; ++d) {
        for (const char* name : {"weight_ih", "weight_hh", "bias_ih"}) {
          parts.push_back(stream->parameter(name, d).grad().reshape({-1}));
        }
      }
    }
    return flat(torch::cat(parts));
  }

 private:
  static std::vector<float> flat(const Tensor& tensor) {
    const float* values = tensor.data_ptr<float>();
    return {values, values + tensor.numel()};
  }

  std::vector<std::unique_ptr<Stream>> streams_;
  std::vector<Tensor> dh_;  // of each stream [N, 2H]
};

class LibtorchInference : public Inference {
 public:
  explicit LibtorchInference(const Problem& problem) : network_(problem) {}

  void forward() override {
    const torch::NoGradGuard no_gradient;
    network_.forward();
  }

  std::vector<float> outputs() const override { return network_.outputs(); }

 private:
  Libtorch network_;
};

}  // namespace

std::unique_ptr<Training> make_libtorch(const Problem& problem) {
  return std::make_unique<Libtorch>(problem);
}

std::unique_ptr<Inference> make_libtorch_inference(const Problem& problem) {
  return std::make_unique<LibtorchInference>(problem);
}

}  // namespace emovox::bench
