// Training of a whole model: one network, or an ensemble of networks that differ by their seeds, on
// all utterances of a dataset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "model/model_file.h"
#include "training/dataset.h"
#include "training/epoch_metrics.h"
#include "training/recipe.h"

namespace emovox::training {

struct TrainOptions {
  /// The path to which the model will be written. Checkpoints and finished members of an ensemble
  /// are stored beside it, so that a training that was stopped resumes.
  std::filesystem::path output;
  std::uint64_t seed = 1;  // of the first network; the others have the next numbers
  std::size_t seeds = 1;   // number of networks, 1 to model::kMostMembers
  std::string device = "cpu";
  std::size_t threads = 1;

  std::vector<std::uint64_t> all_seeds() const;
};

/// Reported after each epoch.
struct TrainProgress {
  std::uint64_t seed = 0;
  EpochReport epoch;
  std::size_t epochs_done = 0;  // of all networks, with those of earlier runs
};

/// Trains the networks one after another and combines them in one model file, whose name,
/// description and origin the caller sets. Throws the errors of fit(); invalid_argument if a member
/// beside the output belongs to another training.
model::ModelFile train_model(const Dataset& dataset, const Recipe& recipe,
                             const TrainOptions& options,
                             const std::function<void(const TrainProgress&)>& progress);

/// Removes the checkpoints and members beside the output. Call it after the model is written.
/// Throws io.
void remove_unfinished(const TrainOptions& options);

}  // namespace emovox::training
