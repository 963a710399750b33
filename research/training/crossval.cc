#include "training/crossval.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "corpus/leaks.h"
#include "emovox/error.h"
#include "evaluation/learning_curves.h"
#include "evaluation/metrics_output.h"
#include "evaluation/predictions.h"
#include "evaluation/run_results.h"
#include "kernels/thread_team.h"
#include "model/network.h"
#include "text/posterior.h"
#include "text/whole_file.h"
#include "training/dataset.h"
#include "training/fit.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;
namespace run_files = evaluation::run_files;

struct FoldTask {
  std::uint64_t seed = 0;
  std::size_t number = 0;  // number of the fold
  const corpus::Fold* fold = nullptr;
};

/// Seed by seed. The largest folds come first, so that threads finish at about the same time.
std::vector<FoldTask> list_tasks(const std::vector<corpus::Fold>& folds, std::size_t seeds) {
  std::vector<FoldTask> tasks;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (std::size_t n = 0; n < folds.size(); ++n) tasks.push_back({seed, n, &folds[n]});
  }
  std::stable_sort(tasks.begin(), tasks.end(), [](const FoldTask& a, const FoldTask& b) {
    return a.seed != b.seed ? a.seed < b.seed : a.fold->train.size() > b.fold->train.size();
  });
  return tasks;
}

/// Divides the threads evenly among the folds that are being trained. When fewer folds are left
/// than jobs, each gets more threads.
class ThreadShares {
 public:
  explicit ThreadShares(std::size_t threads) : threads_(threads) {}

  std::size_t share() const { return std::max<std::size_t>(1, threads_ / trainings_); }

  /// Counts as one running training until it is destroyed.
  class Training {
   public:
    explicit Training(ThreadShares& shares) : shares_(shares) { ++shares_.trainings_; }
    Training(const Training&) = delete;
    Training& operator=(const Training&) = delete;
    ~Training() { --shares_.trainings_; }

   private:
    ThreadShares& shares_;
  };

 private:
  std::size_t threads_;
  std::atomic<std::size_t> trainings_{0};
};

/// One cross-validation: its folds, several of which may be trained at the same time, and their
/// shared data.
class CrossValidation {
 public:
  CrossValidation(const Experiment& experiment, const CrossvalOptions& options,
                  const RunFolder& folder, const std::function<void(const FoldProgress&)>& progress)
      : experiment_(experiment),
        options_(options),
        folder_(folder),
        progress_(progress),
        tasks_(list_tasks(experiment.folds, options.seeds)),
        rows_(tasks_.size()),
        calibrations_(tasks_.size()),
        shares_(options.threads) {}

  void run() {
    kernels::ThreadTeam().for_each({tasks_.size(), options_.jobs},
                                   [&](std::size_t n) { run_fold(n); });
  }

  evaluation::PredictionTable predictions() const {
    evaluation::PredictionTable table{experiment_.dataset.labels, {}};
    for (const auto& part : rows_) table.rows.insert(table.rows.end(), part.begin(), part.end());
    return table;
  }

  /// The calibration of each model, seed by seed in the order of the folds.
  const std::vector<evaluation::FoldCalibration>& calibrations() const { return calibrations_; }

 private:
  void run_fold(std::size_t n) {
    const FoldTask& task = tasks_[n];
    const fs::path path = folder_.model(task.seed, task.number);
    if (text::file_exists(path)) {
      report_as_finished(task);
    } else {
      train_fold(task, path);
    }
    text::remove_file(folder_.checkpoint(task.seed, task.number));
    remove_inner_models(path, options_.calibration);
    const Network network(model::read_model_file(path));
    calibrations_[(task.seed - 1) * experiment_.folds.size() + task.number] = {
        task.seed, task.fold->name, {network.info().temperature, network.info().abstain_below}};
    rows_[n] = predict_fold(task, network);
  }

  void train_fold(const FoldTask& task, const fs::path& path) {
    const ThreadShares::Training training(shares_);
    TrainingJob job = job_of(task);
    evaluation::Calibration calibration;
    if (options_.calibration.folds > 0) {
      calibration = calibrate_within(
          experiment_.manifest, experiment_.dataset, experiment_.recipe, job, options_.calibration,
          path, [&](std::size_t inner, const EpochReport& epoch, bool finished) {
            report({task.seed, task.fold, epoch, finished, inner});
          });
    }
    std::vector<EpochReport> curve;
    job.on_resume = [&](const std::vector<EpochReport>& earlier) { curve = earlier; };
    job.on_epoch = [&](const EpochReport& epoch) {
      curve.push_back(epoch);
      report({task.seed, task.fold, epoch, false, 0});
    };
    model::ModelFile trained = fit(experiment_.dataset, experiment_.recipe, job);
    trained.info.temperature = calibration.temperature;
    trained.info.abstain_below = calibration.abstain_below;
    // The model is written last: if it exists, the training is finished.
    const auto curves = to_learning_curves(curve, {task.seed, task.fold->name});
    text::write_file_atomically(folder_.curve(task.seed, task.number),
                                evaluation::learning_curves_csv(curves));
    text::write_file_atomically(path, model::serialise(trained));
  }

  TrainingJob job_of(const FoldTask& task) {
    TrainingJob job;
    job.utterances = task.fold->train;
    job.seed = task.seed;
    job.name = "fold " + task.fold->name;
    job.checkpoint = folder_.checkpoint(task.seed, task.number);
    job.identity = job.name;
    job.device = options_.device;
    job.threads_now = [this] { return shares_.share(); };
    if (options_.track == Track::best_epoch_on_test) job.validation = task.fold->test;
    return job;
  }

  /// The rows of one fold's test utterances, in the manifest's order.
  std::vector<evaluation::PredictionRow> predict_fold(const FoldTask& task,
                                                      const Network& network) const {
    const std::vector<std::size_t>& test = task.fold->test;
    const auto posteriors = predict_utterances(network, experiment_.dataset, test, 1);
    std::vector<evaluation::PredictionRow> rows;
    for (std::size_t n = 0; n < test.size(); ++n) {
      const auto& posterior = posteriors[n];
      const corpus::Utterance& source = experiment_.manifest.utterances[test[n]];
      rows.push_back({source.file,
                      source.speaker,
                      source.emotion,
                      task.fold->name,
                      task.seed,
                      experiment_.dataset.labels[text::argmax(posterior)],
                      {posterior.begin(), posterior.end()}});
    }
    return rows;
  }

  void report_as_finished(const FoldTask& task) {
    const int epochs = experiment_.recipe.training.epochs;
    for (int inner = 0; inner <= options_.calibration.folds; ++inner) {
      report({task.seed, task.fold, {epochs, epochs}, true, static_cast<std::size_t>(inner)});
    }
  }

  void report(const FoldProgress& at) {
    const std::lock_guard lock(progress_mutex_);
    if (progress_) progress_(at);
  }

  const Experiment& experiment_;
  const CrossvalOptions& options_;
  const RunFolder& folder_;
  const std::function<void(const FoldProgress&)>& progress_;
  std::vector<FoldTask> tasks_;
  std::vector<std::vector<evaluation::PredictionRow>> rows_;  // [tasks]
  std::vector<evaluation::FoldCalibration> calibrations_;     // [seeds · folds]
  ThreadShares shares_;
  std::mutex progress_mutex_;
};

/// The learning curves of all trainings, by seed and fold. A training that an early version of
/// emovox finished has none. Throws io, corrupt_data.
evaluation::LearningCurves gather_curves(const RunFolder& folder, std::size_t seeds,
                                         std::size_t folds) {
  evaluation::LearningCurves all = to_learning_curves({}, {});
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (std::size_t fold = 0; fold < folds; ++fold) {
      const fs::path path = folder.curve(seed, fold);
      if (!text::file_exists(path)) continue;
      const auto one = evaluation::read_learning_curves(path);
      if (one.metrics != all.metrics) {
        throw Error(ErrorCode::corrupt_data, path.string(), "has the columns of another version",
                    "must have those of this version; remove the file to continue without it");
      }
      all.epochs.insert(all.epochs.end(), one.epochs.begin(), one.epochs.end());
    }
  }
  return all;
}

/// The track's name. Folds that hold sentences out are a separate track.
std::string track_name(Track track, const std::vector<corpus::Fold>& folds) {
  const bool texts = !folds.empty() && folds.front().texts_held_out;
  return std::string(to_name(track)) + (texts ? ", sentences held out" : "");
}

}  // namespace

CrossvalResults cross_validate(const Experiment& experiment, const CrossvalOptions& options,
                               const std::function<void(const FoldProgress&)>& progress) {
  const auto& [manifest, dataset, folds, recipe, corpus, path] = experiment;
  corpus::check_disjoint(manifest, folds);
  corpus::check_audio_disjoint(manifest, folds, dataset.sample_hashes);
  check_plan(options.calibration, manifest, folds);
  const RunFolder folder(
      path, {recipe, corpus, dataset.checksum, options.device, options.calibration, options.track},
      manifest, folds);
  CrossValidation run(experiment, options, folder, progress);
  run.run();
  const bool calibrates = options.calibration.folds > 0;
  const auto calibrations =
      calibrates ? run.calibrations() : std::vector<evaluation::FoldCalibration>();
  CrossvalResults results{track_name(options.track, folds), run.predictions(), {}, {}};
  results.metrics = evaluation::compute_metrics(results.table);
  results.calibration = evaluation::seed_calibrations(results.table, calibrations);
  if (calibrates) {
    evaluation::write_calibrations(folder.file(run_files::kCalibration), calibrations);
  }
  evaluation::write_predictions(folder.file(run_files::kPredictions), results.table);
  text::write_file_atomically(
      folder.file(run_files::kCurves),
      evaluation::learning_curves_csv(gather_curves(folder, options.seeds, folds.size())));
  text::write_file_atomically(
      folder.file(run_files::kMetrics),
      evaluation::metrics_json(results.metrics, results.track, results.calibration));
  return results;
}

}  // namespace emovox::training
