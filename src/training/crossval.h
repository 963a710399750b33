// Cross-validation: a model for every seed and fold, tested on speakers that nothing of it has
// seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"
#include "evaluation/metrics.h"
#include "training/dataset.h"
#include "training/fit.h"
#include "training/recipe.h"
#include "training/run_folder.h"

namespace emovox::training {

/// How a cross-validation is run. Only `seeds` and `track` touch its numbers.
struct CrossvalOptions {
  std::size_t seeds = 1;    // 1, 2, …: this many whole cross-validations
  std::size_t jobs = 1;     // folds trained side by side
  std::size_t threads = 1;  // of the machine, shared by the jobs
  std::string device = "cpu";
  Track track = Track::speaker_independent;  // touches the numbers, too
};

/// One fold of one seed, as it goes. Called from several threads, one at a time.
struct FoldProgress {
  std::uint64_t seed = 0;
  const corpus::Fold* fold = nullptr;
  EpochReport epoch;
  bool finished = false;  // found trained by an earlier run: epoch is its last
};

/// Trains what the folder does not hold yet, and predicts every test utterance with the model of
/// its fold, through the same network that emovox predict runs. For the speaker-normalised track
/// the dataset must have been brought to its speakers' scales. Throws as fit() does.
evaluation::PredictionTable cross_validate(
    const corpus::Manifest& manifest, const Dataset& dataset,
    const std::vector<corpus::Fold>& folds, const Recipe& recipe, const CrossvalOptions& options,
    const RunFolder& folder, const std::function<void(const FoldProgress&)>& progress);

}  // namespace emovox::training
