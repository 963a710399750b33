// Cross-validation: a model for every seed and fold, tested on speakers that nothing of it has
// seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"
#include "evaluation/learning_curves.h"
#include "evaluation/metrics.h"
#include "training/dataset.h"
#include "training/fit.h"
#include "training/inner_folds.h"
#include "training/recipe.h"
#include "training/run_folder.h"

namespace emovox::training {

/// How a cross-validation is run. Only `seeds`, `calibration` and `track` touch its numbers.
struct CrossvalOptions {
  std::size_t seeds = 1;    // 1, 2, …: this many whole cross-validations
  std::size_t jobs = 1;     // folds trained side by side
  std::size_t threads = 1;  // of the machine, shared by the jobs
  std::string device = "cpu";
  CalibrationPlan calibration;
  Track track = Track::speaker_independent;
};

/// One fold of one seed, as it goes. Called from several threads, one at a time.
struct FoldProgress {
  std::uint64_t seed = 0;
  const corpus::Fold* fold = nullptr;
  EpochReport epoch;
  bool finished = false;  // found trained by an earlier run: epoch is its last
  std::size_t inner = 0;  // inner fold, trained for calibration, from 1; 0: the fold's own model
};

/// Trains what the folder does not hold yet, and predicts every test utterance with the model of
/// its fold, through the same network that emovox predict runs. For the speaker-normalised track
/// the dataset must have been brought to its speakers' scales. A run that calibrates leaves
/// calibration.csv in the folder. Throws as fit() and check_plan() do.
evaluation::PredictionTable cross_validate(
    const corpus::Manifest& manifest, const Dataset& dataset,
    const std::vector<corpus::Fold>& folds, const Recipe& recipe, const CrossvalOptions& options,
    const RunFolder& folder, const std::function<void(const FoldProgress&)>& progress);

/// The learning curves of finished trainings, by seed and fold. A training that was finished before
/// curves were kept has none. Throws io, corrupt_data.
evaluation::LearningCurves gather_curves(const RunFolder& folder, std::size_t seeds,
                                         std::size_t folds);

}  // namespace emovox::training
