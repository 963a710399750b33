#include "training/inner_folds.h"

#include <set>
#include <string>

#include "emovox/error.h"
#include "model/network.h"
#include "text/whole_file.h"
#include "training/dataset.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& was, std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, "calibration", was, must_be);
}

/// "seed-1-fold-2.inner-3.safetensors" beside "seed-1-fold-2.safetensors".
fs::path inner_file(const fs::path& model, std::size_t inner, std::string_view extension) {
  fs::path path = model;
  path.replace_extension();
  path += ".inner-" + std::to_string(inner);
  path += extension;
  return path;
}

TrainingJob inner_job(const TrainingJob& outer, const corpus::Fold& fold, std::size_t inner) {
  TrainingJob job = outer;
  job.utterances = fold.train;
  job.name = outer.name + ", inner fold " + std::to_string(inner);
  job.identity = job.name;
  job.validation.clear();  // in the track best-epoch-on-test, the test of the outer fold
  return job;
}

/// Appends the posteriors of the speakers that one inner fold holds out.
void predict_held_out(const Dataset& dataset, const corpus::Fold& fold, const Network& network,
                      std::vector<evaluation::LabelledPosterior>& posteriors) {
  const auto predicted = predict_utterances(network, dataset, fold.test, 1);
  for (std::size_t n = 0; n < predicted.size(); ++n) {
    posteriors.push_back(
        {{predicted[n].begin(), predicted[n].end()}, dataset.targets[fold.test[n]]});
  }
}

}  // namespace

void check_plan(const CalibrationPlan& plan, const corpus::Manifest& manifest,
                const std::vector<corpus::Fold>& folds) {
  if (plan.folds == 0) return;
  if (plan.folds < 2) {
    refuse(std::to_string(plan.folds) + " inner folds", "must be 0 (no calibration) or at least 2");
  }
  if (!(plan.accuracy >= 0.0 && plan.accuracy <= 1.0)) {
    refuse("a wanted accuracy of " + std::to_string(plan.accuracy), "must be from 0 to 1");
  }
  for (const corpus::Fold& fold : folds) {
    std::set<std::string_view> speakers;
    for (const std::size_t i : fold.train) speakers.insert(manifest.utterances[i].speaker);
    if (speakers.size() >= static_cast<std::size_t>(plan.folds)) continue;
    refuse(std::to_string(plan.folds) + " inner folds, and fold '" + fold.name + "' trains on " +
               std::to_string(speakers.size()) + " speakers",
           "must be at most the number of these speakers");
  }
}

std::vector<corpus::Fold> inner_folds(const corpus::Manifest& manifest,
                                      const std::vector<std::size_t>& utterances, std::size_t count,
                                      std::uint64_t seed) {
  corpus::Manifest inside;
  for (const std::size_t i : utterances) inside.utterances.push_back(manifest.utterances[i]);
  std::vector<corpus::Fold> folds = corpus::speaker_disjoint_folds(inside, count, seed);
  for (corpus::Fold& fold : folds) {
    for (std::size_t& i : fold.train) i = utterances[i];
    for (std::size_t& i : fold.test) i = utterances[i];
  }
  return folds;
}

evaluation::Calibration calibrate_within(const corpus::Manifest& manifest, const Dataset& dataset,
                                         const Recipe& recipe, const TrainingJob& outer,
                                         const CalibrationPlan& plan, const fs::path& model,
                                         const InnerProgress& progress) {
  const auto folds =
      inner_folds(manifest, outer.utterances, static_cast<std::size_t>(plan.folds), outer.seed);
  std::vector<evaluation::LabelledPosterior> posteriors;
  for (std::size_t n = 0; n < folds.size(); ++n) {
    const std::size_t inner = n + 1;
    const fs::path path = inner_file(model, inner, ".safetensors");
    const fs::path checkpoint = inner_file(model, inner, ".state");
    if (text::file_exists(path)) {
      progress(inner, {recipe.training.epochs, recipe.training.epochs}, true);
    } else {
      TrainingJob job = inner_job(outer, folds[n], inner);
      job.checkpoint = checkpoint;
      job.on_epoch = [&](const EpochReport& epoch) { progress(inner, epoch, false); };
      text::write_file_atomically(path, model::serialise(fit(dataset, recipe, job)));
    }
    text::remove_file(checkpoint);
    predict_held_out(dataset, folds[n], Network(model::read_model_file(path)), posteriors);
  }
  return evaluation::calibrate(posteriors, plan.accuracy);
}

void remove_inner_models(const fs::path& model, const CalibrationPlan& plan) {
  for (int inner = 1; inner <= plan.folds; ++inner) {
    text::remove_file(inner_file(model, static_cast<std::size_t>(inner), ".safetensors"));
  }
}

}  // namespace emovox::training
