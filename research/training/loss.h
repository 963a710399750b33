// The training loss: cross-entropy with a weight for each class, and the speaker adversary.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <vector>

#include "training/dataset.h"

namespace emovox::training {

/// The weight of each class in the loss, [C]: 1, or with `balanced` n / (C · n_c), where n_c of the
/// n utterances have class c, so that all classes have the same total weight.
torch::Tensor class_weights(const Dataset& dataset, const std::vector<std::size_t>& utterances,
                            bool balanced);

/// Trains the network to lose information on the speaker (domain-adversarial training, Ganin et al.
/// 2016): a linear layer predicts the training speaker from the fused vector, and the gradient that
/// reaches the network is reversed. The layer is not part of the model.
class SpeakerAdversary {
 public:
  /// Random weights from `seed`. `dims`: dimensions of the fused vector.
  SpeakerAdversary(int64_t dims, int64_t speakers, std::uint64_t seed, const torch::Device& device);

  /// Cross-entropy of the predicted speakers, a scalar. Its gradient trains the layer to
  /// distinguish the speakers; the gradient of `fused` [B, dims] is reversed and multiplied by
  /// `weight`. `speakers` [B]: the speaker of each utterance.
  torch::Tensor loss(const torch::Tensor& fused, const torch::Tensor& speakers,
                     double weight) const;

  const torch::Tensor& layer() const { return layer_; }  // [speakers, dims + 1], the bias last

 private:
  torch::Tensor layer_;
};

}  // namespace emovox::training
