// Cross-validation: a model for every seed and fold, tested on speakers that it was not trained on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"
#include "evaluation/metrics.h"
#include "evaluation/run_calibration.h"
#include "training/dataset.h"
#include "training/epoch_metrics.h"
#include "training/inner_folds.h"
#include "training/recipe.h"
#include "training/run_folder.h"

namespace emovox::training {

/// How a cross-validation is run. Only `seeds`, `calibration` and `track` change its results.
struct CrossvalOptions {
  std::size_t seeds = 1;    // whole cross-validations, with the seeds 1, 2, …
  std::size_t jobs = 1;     // folds trained at the same time
  std::size_t threads = 1;  // shared by the jobs
  std::string device = "cpu";
  CalibrationPlan calibration;
  Track track = Track::speaker_independent;
};

/// The input of a cross-validation (by reference) and the place of its results.
struct Experiment {
  const corpus::Manifest& manifest;
  const Dataset& dataset;  // of the manifest; normalised by speaker for that track
  const std::vector<corpus::Fold>& folds;
  const Recipe& recipe;
  std::string corpus;            // the manifest's path, for information only
  std::filesystem::path folder;  // the run folder
};

/// The progress of one fold of one seed. Reported from several threads, one at a time.
struct FoldProgress {
  std::uint64_t seed = 0;
  const corpus::Fold* fold = nullptr;
  EpochReport epoch;
  bool finished = false;  // an earlier run has trained the fold; `epoch` is its last epoch
  std::size_t inner = 0;  // inner fold of the calibration, from 1; 0: the fold's own model
};

struct CrossvalResults {
  std::string track;  // what training uses of the test speakers; whether sentences are held out
  evaluation::PredictionTable table;
  evaluation::RunMetrics metrics;
  std::vector<evaluation::SeedCalibration> calibration;
};

/// Trains the models that are missing in the run folder, and predicts every test utterance with
/// the model of its fold, as emovox predict does. Leaves config.toml, folds.csv, predictions.csv,
/// learning_curves.csv, metrics.json and, where models are calibrated, calibration.csv in the
/// folder. Throws invalid_argument, before it makes the folder, if folds share a speaker or audio
/// or cannot be calibrated; and the errors of RunFolder, fit() and calibrate_within().
CrossvalResults cross_validate(const Experiment& experiment, const CrossvalOptions& options,
                               const std::function<void(const FoldProgress&)>& progress);

}  // namespace emovox::training
