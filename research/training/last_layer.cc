#include "training/last_layer.h"

#include <torch/torch.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace emovox::training {
namespace {

using torch::Tensor;

constexpr double kSmallestDeviation = 1e-12;

/// The number of utterances of each class, [C].
Tensor counts_of(const Tensor& targets, int64_t classes) {
  return torch::bincount(targets, {}, classes).to(torch::kFloat64);
}

Tensor logits_of(const LinearLayer& layer, const Tensor& inputs) {
  return torch::addmm(layer.bias, inputs, layer.weight.t());
}

/// Root mean square of the logits' distance from their mean within each utterance.
double deviation_of(const Tensor& logits) {
  return (logits - logits.mean(1, /*keepdim=*/true)).square().mean().sqrt().item<double>();
}

/// Computes means Σ⁻¹, [C, F], for Σ = d I + e RᵀR with the residuals R [n, F]. Woodbury's identity
/// d Σ⁻¹ = I - Rᵀ (d/e I + R Rᵀ)⁻¹ R makes the system to solve as small as the smaller of n and F.
Tensor solve_covariance(const Tensor& residuals, const Tensor& means, double d, double e) {
  const int64_t utterances = residuals.size(0), dims = residuals.size(1);
  if (e == 0.0) return means / d;
  if (utterances > dims) {
    const Tensor covariance =
        torch::eye(dims, torch::kFloat64) * d + residuals.t().mm(residuals) * e;
    return torch::linalg_solve(covariance, means.t()).t();
  }
  const Tensor inner =
      torch::eye(utterances, torch::kFloat64) * (d / e) + residuals.mm(residuals.t());
  const Tensor within = torch::linalg_solve(inner, residuals.mm(means.t()));  // [n, C]
  return (means - within.t().mm(residuals)) / d;
}

LayerInputs compute_inputs(TrainableNetwork& network, const TrainingSet& set,
                           std::size_t batch_size, const torch::Device& device) {
  std::vector<Tensor> inputs, targets;
  for (std::size_t first = 0; first < set.size(); first += batch_size) {
    std::vector<std::size_t> positions(std::min(batch_size, set.size() - first));
    std::iota(positions.begin(), positions.end(), first);
    const StepBatch batch = set.recorded_batch(positions, device);
    inputs.push_back(network.last_layer_inputs(batch).to(torch::kCPU));
    targets.push_back(batch.targets.argmax(1));
  }
  return {torch::cat(inputs), torch::cat(targets)};
}

}  // namespace

LinearLayer discriminant_layer(const LayerInputs& layer_inputs, int64_t classes, double shrinkage) {
  const Tensor inputs = layer_inputs.inputs.to(torch::kFloat64);
  const int64_t utterances = inputs.size(0), dims = inputs.size(1);
  const Tensor counts = counts_of(layer_inputs.targets, classes).unsqueeze(1);
  const Tensor means =
      torch::zeros({classes, dims}, torch::kFloat64).index_add(0, layer_inputs.targets, inputs) /
      counts;
  const Tensor residuals = inputs - means.index_select(0, layer_inputs.targets);  // R
  const double variance = residuals.square().sum().item<double>() / static_cast<double>(utterances);
  const double d = std::max(shrinkage * variance / static_cast<double>(dims), kSmallestDeviation);
  const double e = (1.0 - shrinkage) / static_cast<double>(utterances);
  const Tensor weight = solve_covariance(residuals, means, d, e);
  return {weight, -0.5 * (weight * means).sum(1)};
}

LinearLayer refine_layer(const LinearLayer& layer, const LayerInputs& layer_inputs,
                         const TrainingOptions& options) {
  const int64_t classes = layer.bias.size(0);
  const Tensor counts = counts_of(layer_inputs.targets, classes);
  if (counts.min().item<double>() < 1.0) return layer;
  LinearLayer own{layer.weight.to(torch::kFloat64), layer.bias.to(torch::kFloat64)};
  const Tensor inputs = layer_inputs.inputs.to(torch::kFloat64);
  const double deviation = deviation_of(logits_of(own, inputs));
  if (!options.class_weights) {  // with class weights, the loss has no prior
    own.bias = own.bias - options.prior_correction * (counts / counts.sum()).log();
  }
  const double share = options.discriminant_share;
  if (share == 0.0) return own;
  const LinearLayer other =
      discriminant_layer(layer_inputs, classes, options.discriminant_shrinkage);
  const double scale =
      deviation / std::max(deviation_of(logits_of(other, inputs)), kSmallestDeviation);
  return {(1.0 - share) * own.weight + share * scale * other.weight,
          (1.0 - share) * own.bias + share * scale * other.bias};
}

void refine_last_layer(model::ModelFile& file, const TrainingSet& set,
                       const TrainingOptions& options, const torch::Device& device) {
  if (!refines_last_layer(options)) return;
  TrainableNetwork network(file, device);
  const auto batch_size = static_cast<std::size_t>(options.batch_size);
  const LayerInputs layer_inputs = compute_inputs(network, set, batch_size, device);
  const LinearLayer own{network.tensors().at("output.weight").detach().to(torch::kCPU),
                        network.tensors().at("output.bias").detach().to(torch::kCPU)};
  const LinearLayer refined = refine_layer(own, layer_inputs, options);
  file.tensors["output.weight"] = to_model_tensor(refined.weight);
  file.tensors["output.bias"] = to_model_tensor(refined.bias);
}

}  // namespace emovox::training
