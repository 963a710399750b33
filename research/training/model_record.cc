#include "training/model_record.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "corpus/utterance_audio.h"
#include "emovox/error.h"
#include "evaluation/ensemble.h"
#include "evaluation/predictions.h"
#include "evaluation/run_calibration.h"
#include "evaluation/run_results.h"
#include "kernels/thread_team.h"
#include "model/verification.h"
#include "text/number.h"
#include "text/whole_file.h"
#include "training/run_folder.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;
using evaluation::PredictionTable;

std::string percent(const evaluation::Spread& spread) {
  return text::fixed_number(100.0 * spread.mean, 2) + " ± " +
         text::fixed_number(100.0 * spread.std, 2);
}

[[noreturn]] void refuse(const fs::path& run, const std::string& was, const std::string& must_be) {
  throw Error(ErrorCode::invalid_argument, run.string(), was, must_be);
}

void check_same_experiment(const CrossvalSource& source, const Recipe& recipe) {
  const RunIdentity found = read_run_identity(source.run);
  if (!(found.recipe == recipe)) {
    refuse(source.run, "holds a run of another recipe",
           "must be a cross-validation with the recipe of this training");
  }
  if (found.corpus_checksum != source.corpus_checksum) {
    refuse(source.run, "holds a run on another corpus",
           "must be a cross-validation of the corpus of this training");
  }
  if (found.track != Track::speaker_independent) {
    refuse(source.run, "holds a run of the track " + std::string(to_name(found.track)),
           "must be " + std::string(to_name(Track::speaker_independent)));
  }
}

/// Adds a metric of every class or speaker, in percent and averaged over seeds, with keys that
/// start with `prefix`. `metric_of(seed)` gives the values by class or speaker.
template <class Metric>
void add_each(std::map<std::string, std::string>& origin, const std::string& prefix,
              const std::vector<evaluation::SeedMetrics>& seeds, Metric metric_of) {
  std::map<std::string, std::vector<double>> by_name;
  for (const auto& seed : seeds) {
    for (const auto& [name, value] : metric_of(seed)) by_name[name].push_back(value);
  }
  for (const auto& [name, values] : by_name) {
    origin[prefix + name] = text::fixed_number(100.0 * evaluation::spread(values).mean, 1);
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

/// The table of the ensemble: posteriors averaged over the members' seeds.
PredictionTable ensemble_of(const PredictionTable& table, const CrossvalSource& source) {
  PredictionTable members{table.labels, {}};
  for (const std::uint64_t seed : source.seeds) {
    const std::size_t before = members.rows.size();
    std::ranges::copy_if(table.rows, std::back_inserter(members.rows),
                         [&](const auto& row) { return row.seed == seed; });
    if (members.rows.size() > before) continue;
    refuse(source.run, "has no predictions of seed " + std::to_string(seed),
           "must hold every seed of the ensemble");
  }
  if (const auto joined = evaluation::seed_ensemble(members)) return *joined;
  refuse(source.run, "its seeds predicted different utterances",
         "must be a finished cross-validation");
}

void add_ensemble_scores(std::map<std::string, std::string>& origin,
                         const PredictionTable& ensemble) {
  const evaluation::SeedMetrics metrics = evaluation::compute_metrics(ensemble).seeds.front();
  origin["loso_ensemble_wa_mean_folds"] = text::fixed_number(100.0 * metrics.wa_mean_folds, 2);
  origin["loso_ensemble_ua_mean_folds"] = text::fixed_number(100.0 * metrics.ua_mean_folds, 2);
  origin["loso_ensemble_wa_pooled"] = text::fixed_number(100.0 * metrics.wa_pooled, 2);
  origin["loso_ensemble_ua_pooled"] = text::fixed_number(100.0 * metrics.ua_pooled, 2);
}

void calibrate(ModelInfo& info, const PredictionTable& unseen, double accuracy) {
  const auto before = evaluation::labelled_posteriors(unseen);
  const evaluation::Calibration calibration = evaluation::calibrate(before, accuracy);
  info.temperature = calibration.temperature;
  info.abstain_below = calibration.abstain_below;
  const auto after = evaluation::at_temperature(before, calibration.temperature);
  const auto add_metrics = [&](const std::string& when, const auto& posteriors) {
    const auto found = evaluation::calibration_metrics(posteriors);
    info.origin["loso_ece_" + when] = text::fixed_number(found.ece, 4);
    info.origin["loso_nll_" + when] = text::fixed_number(found.nll, 4);
  };
  add_metrics("uncalibrated", before);
  add_metrics("calibrated", after);
  for (const auto& point : evaluation::coverage_accuracy(after)) {
    if (point.threshold < calibration.abstain_below) break;
    info.origin["loso_answered"] = text::fixed_number(100.0 * point.coverage, 1);
    info.origin["loso_answered_right"] = text::fixed_number(100.0 * point.accuracy, 1);
  }
}

/// Number of recordings whose posteriors are stored, evenly spaced from the first utterance to the
/// last.
constexpr std::size_t kRecordings = 5;

bool is_stored(std::size_t utterance, std::size_t count) {
  for (std::size_t n = 0; n < kRecordings; ++n) {
    if (utterance == n * (count - 1) / (kRecordings - 1)) return true;
  }
  return false;
}

}  // namespace

void add_crossval_metrics(ModelInfo& info, const CrossvalSource& source, const Recipe& recipe) {
  check_same_experiment(source, recipe);
  const fs::path calibrations = source.run / evaluation::run_files::kCalibration;
  const PredictionTable table = evaluation::uncalibrated(
      evaluation::read_predictions(source.run / evaluation::run_files::kPredictions),
      text::file_exists(calibrations) ? evaluation::read_calibrations(calibrations)
                                      : std::vector<evaluation::FoldCalibration>());
  add_scores(info.origin, table);
  if (source.seeds.size() > 1) {
    const PredictionTable ensemble = ensemble_of(table, source);
    add_ensemble_scores(info.origin, ensemble);
    calibrate(info, ensemble, source.accuracy);
  } else {
    calibrate(info, table, source.accuracy);
  }
}

void record_verification(model::ModelFile& file, const corpus::Manifest& manifest,
                         std::size_t threads) {
  model::record_signal(file);
  const Model model = Model::from_memory(model::serialise(file), file.info.name);
  const std::size_t count = manifest.utterances.size();
  std::atomic<int> right = 0;
  std::mutex mutex;
  std::map<std::string, std::vector<double>> stored;  // by hash, so that the order is defined
  const auto predict = [&](std::size_t i, const Audio& audio) {
    const Prediction prediction = model.predict(audio);
    if (prediction.label == manifest.utterances[i].emotion) ++right;
    if (!is_stored(i, count)) return;
    const std::lock_guard lock(mutex);
    stored[corpus::hash_samples(audio)].assign(prediction.probabilities.begin(),
                                               prediction.probabilities.end());
  };
  const std::vector<corpus::AudioFile> files = corpus::audio_files(manifest);
  kernels::ThreadTeam().for_each({files.size(), threads}, [&](std::size_t f) {
    corpus::read_utterances(manifest, files[f], predict);
  });
  Verification& recorded = file.info.verification;
  recorded.utterances = static_cast<int>(count);
  recorded.right = right;
  for (auto& [hash, posterior] : stored) {
    recorded.recordings.push_back(hash);
    recorded.posteriors.push_back(posterior);
  }
}

}  // namespace emovox::training
