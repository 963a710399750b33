// Calibration by nested cross-validation: the training speakers of a fold are divided into inner
// folds. A network trained on the other inner folds predicts each of them. These posteriors, of
// speakers that their network was not trained on, give the temperature and threshold of the fold's
// model. The fold's test speakers are not used.
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
  int folds = 0;          // inner folds of each training fold; 0: models are not calibrated
  double accuracy = 0.9;  // wanted accuracy above the confidence threshold; 0: no threshold

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

/// Divides these utterances into folds without common speakers; the seed determines the division.
std::vector<corpus::Fold> inner_folds(const corpus::Manifest& manifest,
                                      const std::vector<std::size_t>& utterances, std::size_t count,
                                      std::uint64_t seed);

/// Called after each epoch of an inner training. `inner` is the number of the inner fold, from 1.
using InnerProgress =
    std::function<void(std::size_t inner, const EpochReport& epoch, bool finished)>;

/// Trains the inner networks and calibrates with their posteriors. `outer` is the training of the
/// fold's model: its utterances, seed, device and threads are used. The inner networks are stored
/// beside `model`, the path of the fold's model, and those of an earlier run are used again. Throws
/// the errors of fit().
evaluation::Calibration calibrate_within(const corpus::Manifest& manifest, const Dataset& dataset,
                                         const Recipe& recipe, const TrainingJob& outer,
                                         const CalibrationPlan& plan,
                                         const std::filesystem::path& model,
                                         const InnerProgress& progress);

/// Removes the networks that calibrate_within() stored beside `model`. Throws io.
void remove_inner_models(const std::filesystem::path& model, const CalibrationPlan& plan);

}  // namespace emovox::training
