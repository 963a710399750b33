#include "training/loss.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>

namespace emovox::training {

torch::Tensor class_weights(const Dataset& dataset, const std::vector<std::size_t>& utterances,
                            bool balanced) {
  const auto classes = static_cast<int64_t>(dataset.labels.size());
  torch::Tensor weights = torch::ones({classes});
  if (!balanced) return weights;
  std::vector<double> counts(dataset.labels.size(), 0.0);
  for (const std::size_t utterance : utterances) ++counts[dataset.targets[utterance]];
  for (int64_t c = 0; c < classes; ++c) {
    const double count = std::max(1.0, counts[static_cast<std::size_t>(c)]);
    weights[c] = static_cast<double>(utterances.size()) / (static_cast<double>(classes) * count);
  }
  return weights;
}

SpeakerAdversary::SpeakerAdversary(int64_t dims, int64_t speakers, std::uint64_t seed,
                                   const torch::Device& device) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  const double bound = 1.0 / std::sqrt(static_cast<double>(dims));
  layer_ = torch::empty({speakers, dims + 1}).uniform_(-bound, bound, generator).to(device);
  layer_.requires_grad_();
}

torch::Tensor SpeakerAdversary::loss(const torch::Tensor& fused, const torch::Tensor& speakers,
                                     double weight) const {
  // Equal to `fused` in value; its gradient is that of `fused` times -weight.
  const torch::Tensor reversed = (1.0 + weight) * fused.detach() - weight * fused;
  const int64_t dims = fused.size(1);
  const torch::Tensor logits =
      torch::addmm(layer_.select(1, dims), reversed, layer_.narrow(1, 0, dims).t());
  return torch::nll_loss(torch::log_softmax(logits, 1), speakers);
}

}  // namespace emovox::training
