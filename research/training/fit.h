// One training: from a part of a dataset to a model, epoch by epoch, resumable. No libtorch in
// sight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "model/model_file.h"
#include "training/dataset.h"
#include "training/recipe.h"

namespace emovox::training {

/// What visit_figures lists is kept in checkpoints and learning curves.
struct EpochReport {
  int epoch = 0;  // 1 for the first
  int epochs = 0;
  double loss = 0.0;      // mean over the epoch's utterances, as trained (with dropout)
  double accuracy = 0.0;  // the same
  std::optional<double> held_out_loss = {};  // of the speakers that choose the epoch, if any do
  std::optional<double> held_out_ua = {};

  /// A double, or an optional one that not every epoch has.
  template <class Self, class Visitor>
  static void visit_figures(Self& self, Visitor&& visit) {
    visit("loss", self.loss);
    visit("accuracy", self.accuracy);
    visit("held_out_loss", self.held_out_loss);
    visit("held_out_ua", self.held_out_ua);
  }
};

/// What one training is besides its recipe. Where and how it runs does not touch its numbers.
struct TrainingJob {
  std::vector<std::size_t> utterances;  // of the dataset: all that is learned from
  std::vector<std::size_t> watched;     // that choose the epoch instead of held_out_speakers
  std::uint64_t seed = 1;
  std::string name = "model";
  std::filesystem::path checkpoint;  // written after every epoch, read on start; empty: none
  std::string identity;              // distinguishes this training from others, beside the recipe
  std::string device = "cpu";        // or "cuda"
  std::size_t threads = 1;
  std::function<std::size_t()> threads_now;  // asked before every batch; empty: always `threads`
  std::function<void(const std::vector<EpochReport>&)> on_resume;  // epochs of an earlier run
  std::function<void(const EpochReport&)> on_epoch;
};

/// Throws unless `device` is "cpu", or "cuda" where there is one: invalid_argument,
/// unsupported.
void check_device(const std::string& device);

/// Throws invalid_argument (fewer than two utterances, a recipe that cannot be trained, as
/// check_device), io (checkpoint), corrupt_data (a damaged checkpoint), internal (the loss is no
/// longer finite).
model::ModelFile fit(const Dataset& dataset, const Recipe& recipe, const TrainingJob& job);

}  // namespace emovox::training
