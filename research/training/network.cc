#include "training/network.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "emovox/error.h"
#include "model/head.h"
#include "training/bilstm.h"
#include "training/pooling.h"

namespace emovox::training {
namespace {

using kernels::RaggedBatch;
using torch::Tensor;

bool is_learned(const std::string& name) {
  return !name.starts_with("normaliser.") && name != "norm.mean" && name != "norm.variance";
}

/// The initial value of a tensor, by its name in the model file.
Tensor initial_value(const std::string& name, const std::vector<int64_t>& shape, int64_t hidden,
                     at::Generator& generator) {
  const auto uniform = [&](int64_t fan_in) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(fan_in));
    return torch::empty(shape).uniform_(-bound, bound, generator);
  };
  if (name.starts_with("lstm.")) {
    if (name.ends_with(".peephole")) return torch::zeros(shape);
    if (name.ends_with(".bias")) {
      Tensor bias = torch::zeros(shape);
      bias.narrow(0, hidden, hidden).fill_(1.0);  // bias of the forget gate, which starts open
      return bias;
    }
    return uniform(hidden);
  }
  if (name.ends_with(".std") || name == "norm.variance" || name == "norm.gain") {
    return torch::ones(shape);
  }
  if (name.starts_with("normaliser.") || name.starts_with("norm.") || name.ends_with(".bias")) {
    return torch::zeros(shape);
  }
  return uniform(shape.back());  // fusion.attention, fusion.weighted, projection, output
}

Tensor drop(const Tensor& values, double rate, at::Generator generator) {
  if (rate <= 0.0) return values;
  const Tensor kept = torch::empty(values.sizes()).bernoulli_(1.0 - rate, generator);
  return values * kept.to(values.device(), values.scalar_type()) / (1.0 - rate);
}

/// Mixup (Zhang et al., 2018) of the fused vectors (manifold mixup, Verma et al., 2019): utterances
/// differ in length, fused vectors do not.
Tensor mix(const Tensor& fused, const StepBatch& batch) {
  if (!batch.partners.defined()) return fused;
  return batch.share * fused + (1.0 - batch.share) * fused.index_select(0, batch.partners);
}

}  // namespace

model::Tensor to_model_tensor(const Tensor& tensor) {
  const Tensor value = tensor.detach().to(torch::kCPU, torch::kFloat32).contiguous();
  const float* first = value.data_ptr<float>();
  return {{value.sizes().begin(), value.sizes().end()}, {first, first + value.numel()}};
}

TrainableNetwork::TrainableNetwork(ModelInfo info, std::uint64_t seed, const torch::Device& device)
    : info_(std::move(info)), device_(device) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  for (const auto& [name, shape] : model::expected_tensors(info_)) {
    const std::vector<int64_t> sizes(shape.begin(), shape.end());
    const Tensor value = initial_value(name, sizes, info_.network.hidden_size, generator);
    tensors_[name] = value.to(device_).requires_grad_(is_learned(name));
  }
}

TrainableNetwork::TrainableNetwork(const model::ModelFile& file, const torch::Device& device)
    : info_(file.info), device_(device) {
  for (const auto& [name, tensor] : file.tensors) {
    const std::vector<int64_t> sizes(tensor.shape.begin(), tensor.shape.end());
    const Tensor value = torch::tensor(tensor.values).reshape(sizes);
    tensors_[name] = value.to(device_).requires_grad_(is_learned(name));
  }
}

std::vector<Tensor> TrainableNetwork::parameters() const {
  std::vector<Tensor> learned;
  for (const auto& [name, tensor] : tensors_) {
    if (tensor.requires_grad()) learned.push_back(tensor);
  }
  return learned;
}

PassOutputs TrainableNetwork::training_pass(const StepBatch& batch, const TrainingPass& pass) {
  return run(batch, &pass);
}

Tensor TrainableNetwork::evaluation_pass(const StepBatch& batch) {
  const torch::NoGradGuard no_gradients;
  return run(batch, nullptr).log_posteriors;
}

Tensor TrainableNetwork::last_layer_inputs(const StepBatch& batch) {
  const torch::NoGradGuard no_gradients;
  const Tensor outputs = bilstm_outputs(batch, nullptr);
  return normalise(fuse(outputs, batch.layout, runs_kernels(nullptr)), nullptr);
}

PassOutputs TrainableNetwork::run(const StepBatch& batch, const TrainingPass* pass) {
  Tensor outputs = bilstm_outputs(batch, pass);
  if (pass) outputs = drop(outputs, pass->recurrent_dropout_rate, pass->generator);
  if (info_.network.fusions.front() != Fusion::frame_wise) {
    const Tensor fused = fuse(outputs, batch.layout, runs_kernels(pass));
    return {classify(mix(fused, batch), pass), fused};
  }
  // The mean of the posteriors, from their logarithms: the loss stays finite even if all underflow.
  const PaddedSteps steps(classify(outputs, pass), batch.layout);
  const Tensor padding = steps.valid.logical_not().unsqueeze(2);
  return {torch::logsumexp(steps.values.masked_fill(padding, -INFINITY), 1) - steps.lengths.log(),
          {}};
}

bool TrainableNetwork::runs_kernels(const TrainingPass* pass) const {
  return device_.is_cpu() && (!pass || pass->kernels);
}

Tensor TrainableNetwork::bilstm_outputs(const StepBatch& batch, const TrainingPass* pass) const {
  std::vector<DirectionTensors> directions;
  for (const FeatureSet set : info_.network.feature_sets) {
    for (const char* direction : {"forward", "backward"}) {
      const std::string prefix = "lstm." + std::string(to_name(set)) + "." + direction + ".";
      const auto peephole = tensors_.find(prefix + "peephole");
      const Tensor& bias = at(prefix + "bias");
      directions.push_back({at(prefix + "input"), at(prefix + "recurrent"), bias,
                            peephole == tensors_.end() ? bias.new_zeros({0}) : peephole->second});
    }
  }
  return runs_kernels(pass) ? bilstm(batch.x, directions, batch.layout, pass ? pass->threads : 1)
                            : bilstm_by_operations(batch.x, directions, batch.layout);
}

/// `outputs` [N, D] to [B, D · fusions].
Tensor TrainableNetwork::fuse(const Tensor& outputs, const RaggedBatch& layout,
                              bool kernels) const {
  const Tensor last = last_steps(outputs, layout);
  std::vector<Tensor> queries;
  for (const Fusion fusion : info_.network.fusions) {
    if (fusion == Fusion::mean) queries.push_back(outputs.new_empty({0}));
    if (fusion == Fusion::weighted) queries.push_back(at("fusion.weighted").expand_as(last));
    if (fusion == Fusion::attention) {
      const bool scaled = info_.network.attention_scale == AttentionScale::sqrt_dim;
      const double scale = scaled ? std::sqrt(static_cast<double>(outputs.size(1))) : 1.0;
      queries.push_back(last.matmul(at("fusion.attention").t()) / scale);  // o_last wᵀ
    }
  }
  const auto pooled =
      kernels ? pool(outputs, layout, queries) : pool_by_operations(outputs, layout, queries);
  std::vector<Tensor> fused;
  auto next = pooled.begin();
  for (const Fusion fusion : info_.network.fusions) {
    switch (fusion) {
      case Fusion::final_frame: fused.push_back(last); break;
      case Fusion::deviation: fused.push_back(deviations(outputs, layout)); break;
      default: fused.push_back(*next++);
    }
  }
  return torch::cat(fused, 1);
}

/// Batch normalisation, dropout and projection; the result is the input of the last layer.
Tensor TrainableNetwork::normalise(const Tensor& fused, const TrainingPass* pass) {
  Tensor z = torch::batch_norm(fused, at("norm.gain"), at("norm.shift"), at("norm.mean"),
                               at("norm.variance"), /*training=*/pass != nullptr,
                               /*momentum=*/0.1, model::kBatchNormEpsilon, /*cudnn_enabled=*/true);
  if (pass) z = drop(z, pass->dropout_rate, pass->generator);
  if (info_.network.projection_size == 0) return z;
  return torch::relu(torch::addmm(at("projection.bias"), z, at("projection.weight").t()));
}

Tensor TrainableNetwork::classify(const Tensor& fused, const TrainingPass* pass) {
  const Tensor z = normalise(fused, pass);
  return torch::log_softmax(torch::addmm(at("output.bias"), z, at("output.weight").t()), 1);
}

model::ModelFile TrainableNetwork::to_model_file() const {
  model::ModelFile file;
  file.info = info_;
  for (const auto& [name, tensor] : tensors_) file.tensors[name] = to_model_tensor(tensor);
  return file;
}

void TrainableNetwork::set_normaliser(FeatureSet set, const std::vector<float>& mean,
                                      const std::vector<float>& std) {
  const torch::NoGradGuard no_gradients;
  const std::string prefix = "normaliser." + std::string(to_name(set));
  at(prefix + ".mean").copy_(torch::tensor(mean));
  at(prefix + ".std").copy_(torch::tensor(std));
}

WeightAverage::WeightAverage(const TrainableNetwork& network, double decay) : decay_(decay) {
  for (const auto& [name, tensor] : network.tensors()) mean_[name] = tensor.detach().clone();
}

void WeightAverage::add(const TrainableNetwork& network, std::size_t step) {
  const torch::NoGradGuard no_gradients;
  const auto steps = static_cast<double>(step);
  const double kept = std::min(decay_, (1.0 + steps) / (10.0 + steps));
  for (auto& [name, mean] : mean_) mean.lerp_(network.tensors().at(name), 1.0 - kept);
}

void WeightAverage::move_into(model::ModelFile& file) const {
  for (const auto& [name, mean] : mean_) file.tensors.at(name) = to_model_tensor(mean);
}

}  // namespace emovox::training
