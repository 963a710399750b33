// What the utterance's vector tells of its speaker is unlearned: a linear layer guesses the
// training speaker from the fused vector, and its gradient reaches the network with its sign turned
// (Ganin et al., "Domain-adversarial training of neural networks", 2016). The layer is no part of
// the model.
#pragma once

#include <torch/types.h>

#include <cstdint>

namespace emovox::training {

class SpeakerAdversary {
 public:
  /// Fresh weights, decided by `seed`.
  SpeakerAdversary(int64_t dims, int64_t speakers, std::uint64_t seed, const torch::Device& device);

  /// Cross-entropy of the guesses, a scalar. Its gradient moves the layer towards the speakers and
  /// `fused` [B, dims], `weight` times as fast, away from them. `speakers` [B]: whose each is.
  torch::Tensor loss(const torch::Tensor& fused, const torch::Tensor& speakers,
                     double weight) const;

  const torch::Tensor& layer() const { return layer_; }  // [speakers, dims + 1], the bias last

 private:
  torch::Tensor layer_;
};

}  // namespace emovox::training
