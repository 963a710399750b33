// A training run's state between two epochs, so that a run that is stopped at any moment ends, once
// started again, with the numbers of an undisturbed one.
#pragma once

#include <torch/optim/optimizer.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "training/fit.h"
#include "training/network.h"

namespace emovox::training {

/// What is saved and restored: weights, running statistics, the optimiser's state and whatever
/// other tensors the training keeps between epochs, by name.
struct TrainingState {
  TrainableNetwork& network;
  torch::optim::Optimizer& optimiser;
  std::map<std::string, torch::Tensor> others;
  std::map<std::string, std::string> texts = {};  // what is no tensor
};

/// Writes the state and the finished epochs' reports beside `path` and renames. `identity` says
/// whose state it is: recipe, corpus, fold and seed. Throws io.
void save_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     const std::vector<EpochReport>& finished, const TrainingState& state);

/// Restores it and returns the reports of the finished epochs; none and nothing touched where no
/// file is. Throws corrupt_data on a damaged file, invalid_argument on another run's.
std::vector<EpochReport> load_checkpoint(const std::filesystem::path& path,
                                         const std::string& identity, TrainingState& state);

}  // namespace emovox::training
