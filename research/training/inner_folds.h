// Calibration inside a training fold: its speakers are divided once more, each inner part is judged
// by a network trained on the others, and these posteriors, of speakers that their network has
// never heard, give the temperature and the threshold of the fold's model. The test speaker of the
// fold is in none of it.
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
          {"inner folds of training speakers that give each model its temperature, 0 for none",
           Range::from(0)});
    visit("accuracy", self.accuracy,
          {"share of right answers wanted above the threshold of certainty, 0 for no threshold",
           Range::from(0.0).to(1.0)});
  }
};

/// Throws invalid_argument where the plan cannot be: one inner fold, an accuracy over 1, or more
/// inner folds than some fold has training speakers.
void check_plan(const CalibrationPlan& plan, const corpus::Manifest& manifest,
                const std::vector<corpus::Fold>& folds);

/// Speaker-disjoint folds of these utterances alone, which the seed decides.
std::vector<corpus::Fold> inner_folds(const corpus::Manifest& manifest,
                                      const std::vector<std::size_t>& utterances, std::size_t count,
                                      std::uint64_t seed);

/// An inner training, as it goes: `inner` counts from 1.
using InnerProgress =
    std::function<void(std::size_t inner, const EpochReport& epoch, bool finished)>;

/// Trains what is not trained yet beside `model`, the file that the fold's model is going to be,
/// with the recipe, seed and machine of `outer`, whose utterances are the training fold. Throws as
/// fit() does.
evaluation::Calibration calibrate_within(const corpus::Manifest& manifest, const Dataset& dataset,
                                         const Recipe& recipe, const TrainingJob& outer,
                                         const CalibrationPlan& plan,
                                         const std::filesystem::path& model,
                                         const InnerProgress& progress);

/// Removes what calibrate_within() left beside `model`, once the model is there.
void remove_inner_models(const std::filesystem::path& model, const CalibrationPlan& plan);

}  // namespace emovox::training
