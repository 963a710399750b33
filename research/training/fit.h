// Training of one network: some utterances of a dataset → a model, epoch by epoch. A training that
// was stopped resumes from its checkpoint. This header does not need libtorch.
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

/// Settings of one training besides its recipe. The number of threads does not change the model.
struct TrainingJob {
  std::vector<std::size_t> utterances;  // utterances of the dataset for training
  std::vector<std::size_t>
      validation;  // utterances that choose the epoch; replaces held_out_speakers
  std::uint64_t seed = 1;
  std::string name = "model";
  std::filesystem::path checkpoint;  // written after every epoch, read on start; empty: none
  std::string identity;              // distinguishes this training from others with the same recipe
  std::string device = "cpu";        // or "cuda"
  std::size_t threads = 1;
  std::function<std::size_t()> threads_now;  // called before every batch; empty: always `threads`
  std::function<void(const std::vector<EpochReport>&)> on_resume;  // epochs of an earlier run
  std::function<void(const EpochReport&)> on_epoch;
};

/// Throws invalid_argument unless `device` is "cpu" or "cuda", unsupported where libtorch finds no
/// CUDA device.
void check_device(const std::string& device);

/// Trains a network. Throws invalid_argument (fewer than two utterances, a recipe that cannot be
/// trained, a checkpoint of another training), the errors of check_device, io (checkpoint),
/// corrupt_data (a damaged checkpoint), internal (the loss is no longer finite).
model::ModelFile fit(const Dataset& dataset, const Recipe& recipe, const TrainingJob& job);

}  // namespace emovox::training
