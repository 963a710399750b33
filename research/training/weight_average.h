// A running mean of the weights while they are trained (Polyak and Juditsky, 1992): less noisy than
// the last ones.
#pragma once

#include <torch/types.h>

#include <cstddef>
#include <map>
#include <string>

#include "training/network.h"

namespace emovox::training {

class WeightAverage {
 public:
  /// Starts from the network's tensors; `decay` in (0, 1).
  WeightAverage(const TrainableNetwork& network, double decay);

  /// After training step number `step`, 0 for the first. The mean forgets faster at the beginning,
  /// so that it does not remember the fresh weights.
  void add(const TrainableNetwork& network, std::size_t step);

  /// Puts the mean in the place of the network's own weights.
  void move_into(model::ModelFile& file) const;

  /// By the tensors' names in the model file; running statistics of batch normalisation included.
  const std::map<std::string, torch::Tensor>& tensors() const { return mean_; }

 private:
  double decay_;
  std::map<std::string, torch::Tensor> mean_;
};

}  // namespace emovox::training
