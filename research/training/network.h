// DBL-MM under libtorch's autograd: normalised steps → BiLSTMs → fusions → batch norm → dropout →
// linear → log-softmax. src/model/network.cc is the same network without libtorch; a parity test
// compares the two.
#pragma once

#include <ATen/core/Generator.h>
#include <torch/types.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "emovox/model.h"
#include "kernels/ragged.h"
#include "model/model_file.h"

namespace emovox::training {

/// The input of the network for one batch. Utterances are in the order of the ragged batch.
struct StepBatch {
  kernels::RaggedBatch layout;
  std::vector<torch::Tensor> x;  // one for each feature set, [N, I]
  torch::Tensor targets;         // [B, C] rows that sum to 1, or undefined
  torch::Tensor speakers;        // [B] number of each utterance's speaker, or undefined
  torch::Tensor partners;        // [B] utterance with which each is mixed, or undefined
  double share = 1.0;            // weight of the utterance itself in the mixture
};

/// Settings of a training pass. An evaluation pass has none.
struct TrainingPass {
  double dropout_rate = 0.0;            // of the fused vector
  double recurrent_dropout_rate = 0.0;  // of the BiLSTMs' outputs
  at::Generator generator;              // chooses the dropped units, on the CPU
  std::size_t threads = 1;
  bool kernels = true;  // our kernels on the CPU; false: libtorch's operations, for tests
};

struct PassOutputs {
  torch::Tensor log_posteriors;  // [B, C]
  torch::Tensor fused;           // [B, D · fusions] before any mixing; undefined where frame_wise
};

/// Converts to the float32 tensor of a model file.
model::Tensor to_model_tensor(const torch::Tensor& tensor);

class TrainableNetwork {
 public:
  /// Random initial weights: uniform in ±1/√fan-in, forget biases 1, other biases and peepholes 0.
  /// The same seed gives the same weights. Normaliser statistics stay at mean 0, std 1 until set.
  TrainableNetwork(ModelInfo info, std::uint64_t seed, const torch::Device& device);

  /// Takes the weights of a model file with one network.
  TrainableNetwork(const model::ModelFile& file, const torch::Device& device);

  const ModelInfo& info() const { return info_; }

  /// Every tensor by its name in the model file; those with requires_grad are learned.
  const std::map<std::string, torch::Tensor>& tensors() const { return tensors_; }
  std::vector<torch::Tensor> parameters() const;

  /// Uses batch statistics, dropout and gradients, and updates the running statistics of batch
  /// normalisation.
  PassOutputs training_pass(const StepBatch& batch, const TrainingPass& pass);

  /// Log posteriors [B, C] as at inference, without gradients.
  torch::Tensor evaluation_pass(const StepBatch& batch);

  /// Inputs of the last layer at inference, [B, F], without gradients. Not defined for frame_wise,
  /// whose last layer classifies every step.
  torch::Tensor last_layer_inputs(const StepBatch& batch);

  /// The network as a model file, float32.
  model::ModelFile to_model_file() const;

  void set_normaliser(FeatureSet set, const std::vector<float>& mean,
                      const std::vector<float>& std);

 private:
  bool runs_kernels(const TrainingPass* pass) const;
  PassOutputs run(const StepBatch& batch, const TrainingPass* pass);
  torch::Tensor bilstm_outputs(const StepBatch& batch, const TrainingPass* pass) const;
  torch::Tensor fuse(const torch::Tensor& outputs, const kernels::RaggedBatch& layout,
                     bool kernels) const;
  torch::Tensor normalise(const torch::Tensor& fused, const TrainingPass* pass);
  torch::Tensor classify(const torch::Tensor& fused, const TrainingPass* pass);
  const torch::Tensor& at(const std::string& name) const { return tensors_.at(name); }

  ModelInfo info_;
  torch::Device device_;
  std::map<std::string, torch::Tensor> tensors_;
};

/// An exponential moving average of a network's weights over the training steps (Polyak averaging,
/// Polyak and Juditsky 1992). The average is less noisy than the last weights.
class WeightAverage {
 public:
  /// Starts from the network's tensors; `decay` in (0, 1).
  WeightAverage(const TrainableNetwork& network, double decay);

  /// Call after training step number `step`, 0 for the first. The first steps use a smaller decay,
  /// min(decay, (1 + step) / (10 + step)), so that the initial weights have little influence.
  void add(const TrainableNetwork& network, std::size_t step);

  /// Replaces the weights in `file` by their averages.
  void move_into(model::ModelFile& file) const;

  /// Averages by the tensors' names in the model file; the running statistics of batch
  /// normalisation are averaged too.
  const std::map<std::string, torch::Tensor>& tensors() const { return mean_; }

 private:
  double decay_;
  std::map<std::string, torch::Tensor> mean_;
};

}  // namespace emovox::training
