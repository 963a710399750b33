// Calibration by nested cross-validation: the training speakers of a fold are divided into inner
// folds. A network trained on the other inner folds predicts each of them, and these posteriors, of
// speakers unknown to their network, give the temperature and threshold of the fold's model. The
// fold's test speakers take no part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"
#include "evaluation/calibration.h"
#include "training/dataset.h"
#include "training/fit.h"
#include "training/recipe.h"

namespace emovox::training {

/// How the models of a cross-validation are calibrated.
struct CalibrationPlan {
  int folds = 0;          // inner folds a training fold; 0: models are not calibrated
  double accuracy = 0.9;  // wanted of answers that are not uncertain; 0: all are answered

  bool operator==(const CalibrationPlan&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("folds", self.folds,
          {"Inner folds of training speakers from whose predictions each model is calibrated; 0: "
           "no calibration",
           Range::from(0)});
    visit("accuracy", self.accuracy,
          {"Share of right predictions wanted among those above the confidence threshold; 0: no "
           "threshold",
           Range::from(0.0).to(1.0)});
  }
};

/// Throws invalid_argument on a single inner fold, an accuracy over 1, or more inner folds than a
/// fold has training speakers.
void check_plan(const CalibrationPlan& plan, const corpus::Manifest& manifest,
                const std::vector<corpus::Fold>& folds);

/// Divides these utterances into speaker-disjoint folds; the seed decides how.
std::vector<corpus::Fold> inner_folds(const corpus::Manifest& manifest,
                                      const std::vector<std::size_t>& utterances, std::size_t count,
                                      std::uint64_t seed);

/// Called after each epoch of an inner training. `inner`: number of the inner fold, from 1.
using InnerProgress =
    std::function<void(std::size_t inner, const EpochReport& epoch, bool finished)>;

/// Trains the inner networks and calibrates with their posteriors. `outer` is the training of the
/// fold's model: its utterances, seed, device and threads are used. The inner networks are stored
/// beside `model`, the path of the fold's model, and those of an earlier run are used again. Throws
/// what fit() throws.
evaluation::Calibration calibrate_within(const corpus::Manifest& manifest, const Dataset& dataset,
                                         const Recipe& recipe, const TrainingJob& outer,
                                         const CalibrationPlan& plan,
                                         const std::filesystem::path& model,
                                         const InnerProgress& progress);

/// Removes the networks that calibrate_within() stored beside `model`. Throws io.
void remove_inner_models(const std::filesystem::path& model, const CalibrationPlan& plan);

}  // namespace emovox::training
