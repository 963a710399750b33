#include "trainer/figures.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "emovox/error.h"
#include "evaluation/ensemble.h"
#include "evaluation/predictions.h"
#include "evaluation/run_calibration.h"
#include "evaluation/run_files.h"
#include "training/run_folder.h"

namespace emovox::trainer {
namespace {

namespace fs = std::filesystem;
using evaluation::PredictionTable;

std::string fixed(double value, int digits) {
  std::ostringstream text;
  text.precision(digits);
  text << std::fixed << value;
  return text.str();
}

std::string percent(const evaluation::Spread& spread) {
  return fixed(100.0 * spread.mean, 2) + " ± " + fixed(100.0 * spread.std, 2);
}

[[noreturn]] void refuse(const fs::path& run, const std::string& was, const std::string& must_be) {
  throw Error(ErrorCode::invalid_argument, run.string(), was, must_be);
}

void check_same_experiment(const FiguresWanted& wanted, const training::Recipe& recipe) {
  const training::RunIdentity found = training::read_run_identity(wanted.run);
  if (!(found.recipe == recipe)) {
    refuse(wanted.run, "holds a run of another recipe",
           "must be a cross-validation with the recipe of this training");
  }
  if (found.corpus_checksum != wanted.corpus_checksum) {
    refuse(wanted.run, "holds a run on another corpus",
           "must be a cross-validation of the corpus of this training");
  }
  if (found.track != training::Track::speaker_independent) {
    refuse(wanted.run, "holds a run of the track " + std::string(to_name(found.track)),
           "must be " + std::string(to_name(training::Track::speaker_independent)));
  }
}

/// Mean over seeds of one figure of every class or speaker, in percent, under `prefix`.
template <class Figure>
void add_each(std::map<std::string, std::string>& origin, const std::string& prefix,
              const std::vector<evaluation::SeedMetrics>& seeds, Figure figures_of) {
  std::map<std::string, std::vector<double>> by_name;
  for (const auto& seed : seeds) {
    for (const auto& [name, value] : figures_of(seed)) by_name[name].push_back(value);
  }
  for (const auto& [name, values] : by_name) {
    origin[prefix + name] = fixed(100.0 * evaluation::spread(values).mean, 1);
  }
}

void add_scores(std::map<std::string, std::string>& origin, const PredictionTable& table) {
  const evaluation::RunMetrics metrics = evaluation::compute_metrics(table);
  origin["loso_seeds"] = std::to_string(metrics.seeds.size());
  origin["loso_wa_mean_folds"] = percent(metrics.wa_mean_folds);
  origin["loso_ua_mean_folds"] = percent(metrics.ua_mean_folds);
  origin["loso_wa_pooled"] = percent(metrics.wa_pooled);
  origin["loso_ua_pooled"] = percent(metrics.ua_pooled);
  add_each(origin, "loso_recall_", metrics.seeds, [](const auto& seed) { return seed.recall; });
  add_each(origin, "loso_speaker_", metrics.seeds, [](const evaluation::SeedMetrics& seed) {
    std::map<std::string, double> accuracies;
    for (const auto& [speaker, score] : seed.speakers) accuracies[speaker] = score.wa;
    return accuracies;
  });
}

/// The mean posteriors of the members' seeds, as one table.
PredictionTable ensemble_of(const PredictionTable& table, const FiguresWanted& wanted) {
  PredictionTable members{table.labels, {}};
  for (const std::uint64_t seed : wanted.seeds) {
    const std::size_t before = members.rows.size();
    std::ranges::copy_if(table.rows, std::back_inserter(members.rows),
                         [&](const auto& row) { return row.seed == seed; });
    if (members.rows.size() > before) continue;
    refuse(wanted.run, "has no predictions of seed " + std::to_string(seed),
           "must hold every seed of the ensemble");
  }
  if (const auto joined = evaluation::seed_ensemble(members)) return *joined;
  refuse(wanted.run, "its seeds predicted different utterances",
         "must be a cross-validation that has ended");
}

void add_ensemble_scores(std::map<std::string, std::string>& origin,
                         const PredictionTable& ensemble) {
  const evaluation::SeedMetrics figures = evaluation::compute_metrics(ensemble).seeds.front();
  origin["loso_ensemble_wa_mean_folds"] = fixed(100.0 * figures.wa_mean_folds, 2);
  origin["loso_ensemble_ua_mean_folds"] = fixed(100.0 * figures.ua_mean_folds, 2);
  origin["loso_ensemble_wa_pooled"] = fixed(100.0 * figures.wa_pooled, 2);
  origin["loso_ensemble_ua_pooled"] = fixed(100.0 * figures.ua_pooled, 2);
}

void calibrate(ModelInfo& info, const PredictionTable& unseen, double accuracy) {
  const auto before = evaluation::judged_posteriors(unseen);
  const evaluation::Calibration calibration = evaluation::calibrate(before, accuracy);
  info.temperature = calibration.temperature;
  info.abstain_below = calibration.abstain_below;
  const auto after = evaluation::at_temperature(before, calibration.temperature);
  const auto figures = [&](const std::string& when, const auto& posteriors) {
    const auto found = evaluation::calibration_figures(posteriors);
    info.origin["loso_ece_" + when] = fixed(found.ece, 4);
    info.origin["loso_nll_" + when] = fixed(found.nll, 4);
  };
  figures("uncalibrated", before);
  figures("calibrated", after);
  for (const auto& point : evaluation::coverage_accuracy(after)) {
    if (point.threshold < calibration.abstain_below) break;
    info.origin["loso_answered"] = fixed(100.0 * point.coverage, 1);
    info.origin["loso_answered_right"] = fixed(100.0 * point.accuracy, 1);
  }
}

}  // namespace

void add_figures(ModelInfo& info, const FiguresWanted& wanted, const training::Recipe& recipe) {
  check_same_experiment(wanted, recipe);
  const fs::path calibrations = wanted.run / evaluation::run_files::kCalibration;
  const PredictionTable table = evaluation::uncalibrated(
      evaluation::read_predictions(wanted.run / evaluation::run_files::kPredictions),
      fs::exists(calibrations) ? evaluation::read_calibrations(calibrations)
                               : std::vector<evaluation::FoldCalibration>());
  add_scores(info.origin, table);
  if (wanted.seeds.size() > 1) {
    const PredictionTable ensemble = ensemble_of(table, wanted);
    add_ensemble_scores(info.origin, ensemble);
    calibrate(info, ensemble, wanted.accuracy);
  } else {
    calibrate(info, table, wanted.accuracy);
  }
}

}  // namespace emovox::trainer
