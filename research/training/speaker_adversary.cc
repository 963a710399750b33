#include "training/speaker_adversary.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include <cmath>

namespace emovox::training {

SpeakerAdversary::SpeakerAdversary(int64_t dims, int64_t speakers, std::uint64_t seed,
                                   const torch::Device& device) {
  at::Generator generator = at::detail::createCPUGenerator(seed);
  const double bound = 1.0 / std::sqrt(static_cast<double>(dims));
  layer_ = torch::empty({speakers, dims + 1}).uniform_(-bound, bound, generator).to(device);
  layer_.requires_grad_();
}

torch::Tensor SpeakerAdversary::loss(const torch::Tensor& fused, const torch::Tensor& speakers,
                                     double weight) const {
  const torch::Tensor turned = (1.0 + weight) * fused.detach() - weight * fused;
  const int64_t dims = fused.size(1);
  const torch::Tensor guesses =
      torch::addmm(layer_.select(1, dims), turned, layer_.narrow(1, 0, dims).t());
  return torch::nll_loss(torch::log_softmax(guesses, 1), speakers);
}

}  // namespace emovox::training
