#include "training/weight_average.h"

#include <torch/torch.h>

#include <algorithm>

namespace emovox::training {

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
