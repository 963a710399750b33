// Checkpoints: the state of a training between two epochs. A training that is stopped at any time
// and started again gives the same model as an uninterrupted one.
#pragma once

#include <torch/optim/optimizer.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "training/fit.h"
#include "training/network.h"

namespace emovox::training {

/// The state that is saved and restored: weights, running statistics, the optimiser's state, and
/// the other tensors and texts that the training keeps between epochs, by name.
struct TrainingState {
  TrainableNetwork& network;
  torch::optim::Optimizer& optimiser;
  std::map<std::string, torch::Tensor> others;
  std::map<std::string, std::string> texts = {};  // load_checkpoint reads those named here
};

/// Writes the state and the reports of the finished epochs to a temporary file and renames it to
/// `path`. `identity` distinguishes trainings: recipe, corpus, fold and seed. Throws io.
void save_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     const std::vector<EpochReport>& finished, const TrainingState& state);

/// Restores the state and returns the reports of the finished epochs. Without a file, returns none
/// and changes nothing. Throws corrupt_data on a damaged file, invalid_argument on the checkpoint
/// of another training, io.
std::vector<EpochReport> load_checkpoint(const std::filesystem::path& path,
                                         const std::string& identity, TrainingState& state);

}  // namespace emovox::training
