#include "training/crossval.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "corpus/leaks.h"
#include "emovox/error.h"
#include "evaluation/run_calibration.h"
#include "evaluation/run_files.h"
#include "kernels/thread_team.h"
#include "model/network.h"
#include "text/whole_file.h"
#include "training/epoch_figures.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;

struct FoldTask {
  std::uint64_t seed = 0;
  std::size_t number = 0;  // of the fold
  const corpus::Fold* fold = nullptr;
};

/// Seed by seed, the folds with the most to learn first, so that the last ones are short.
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

/// The rows of one fold's test utterances, in the manifest's order.
std::vector<evaluation::PredictionRow> predict_fold(const corpus::Manifest& manifest,
                                                    const Dataset& dataset, const FoldTask& task,
                                                    const Network& network) {
  std::vector<evaluation::PredictionRow> rows;
  for (const std::size_t utterance : task.fold->test) {
    const auto posterior = network.forward(dataset.features[utterance]).probabilities;
    const auto best = std::max_element(posterior.begin(), posterior.end()) - posterior.begin();
    const corpus::Utterance& source = manifest.utterances[utterance];
    rows.push_back({source.file,
                    source.speaker,
                    source.emotion,
                    task.fold->name,
                    task.seed,
                    dataset.labels[static_cast<std::size_t>(best)],
                    {posterior.begin(), posterior.end()}});
  }
  return rows;
}

/// The machine's threads, shared evenly by the folds that are being trained: where few are left,
/// each gets more.
class ThreadShares {
 public:
  explicit ThreadShares(std::size_t threads) : threads_(threads) {}

  std::size_t share() const { return std::max<std::size_t>(1, threads_ / trainings_); }

  /// One training more for as long as it lives.
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

TrainingJob job_of(const FoldTask& task, const CrossvalOptions& options, const RunFolder& folder) {
  TrainingJob job;
  job.utterances = task.fold->train;
  job.seed = task.seed;
  job.name = "fold " + task.fold->name;
  job.checkpoint = folder.checkpoint(task.seed, task.number);
  job.identity = job.name;
  job.device = options.device;
  if (options.track == Track::best_epoch_on_test) job.watched = task.fold->test;
  return job;
}

void write_curve(const fs::path& path, const std::vector<EpochReport>& curve,
                 const FoldTask& task) {
  const auto figures = to_learning_curves(curve, {task.seed, task.fold->name});
  text::write_file_atomically(path, evaluation::learning_curves_csv(figures));
}

}  // namespace

evaluation::PredictionTable cross_validate(
    const corpus::Manifest& manifest, const Dataset& dataset,
    const std::vector<corpus::Fold>& folds, const Recipe& recipe, const CrossvalOptions& options,
    const RunFolder& folder, const std::function<void(const FoldProgress&)>& progress) {
  corpus::check_disjoint(manifest, folds);
  const std::vector<FoldTask> tasks = list_tasks(folds, options.seeds);
  check_plan(options.calibration, manifest, folds);
  std::vector<std::vector<evaluation::PredictionRow>> rows(tasks.size());
  std::vector<evaluation::FoldCalibration> calibrations(tasks.size());
  std::mutex progress_mutex;
  ThreadShares shares(options.threads);
  kernels::ThreadTeam().for_each({tasks.size(), options.jobs}, [&](std::size_t n) {
    const FoldTask& task = tasks[n];
    const fs::path path = folder.model(task.seed, task.number);
    const auto report_inner = [&](std::size_t inner, const EpochReport& epoch, bool finished) {
      const std::lock_guard lock(progress_mutex);
      if (progress) progress({task.seed, task.fold, epoch, finished, inner});
    };
    const auto report = [&](const EpochReport& epoch, bool finished) {
      report_inner(0, epoch, finished);
    };
    if (fs::exists(path)) {
      for (int inner = 0; inner <= options.calibration.folds; ++inner) {
        report_inner(static_cast<std::size_t>(inner),
                     {recipe.training.epochs, recipe.training.epochs, 0.0, 0.0}, true);
      }
    } else {
      TrainingJob job = job_of(task, options, folder);
      const ThreadShares::Training training(shares);
      job.threads_now = [&] { return shares.share(); };
      evaluation::Calibration calibration;
      if (options.calibration.folds > 0) {
        calibration = calibrate_within(manifest, dataset, recipe, job, options.calibration, path,
                                       report_inner);
      }
      std::vector<EpochReport> curve;
      job.on_resume = [&](const std::vector<EpochReport>& earlier) { curve = earlier; };
      job.on_epoch = [&](const EpochReport& epoch) {
        curve.push_back(epoch);
        report(epoch, false);
      };
      model::ModelFile trained = fit(dataset, recipe, job);
      trained.info.temperature = calibration.temperature;
      trained.info.abstain_below = calibration.abstain_below;
      // Before the model, which says that this training is done.
      write_curve(folder.curve(task.seed, task.number), curve, task);
      text::write_file_atomically(path, model::serialise(trained));
    }
    fs::remove(folder.checkpoint(task.seed, task.number));
    remove_inner_models(path, options.calibration);
    const Network network(model::read_model_file(path));
    calibrations[(task.seed - 1) * folds.size() + task.number] = {
        task.seed, task.fold->name, {network.info().temperature, network.info().abstain_below}};
    rows[n] = predict_fold(manifest, dataset, task, network);
  });
  if (options.calibration.folds > 0) {
    evaluation::write_calibrations(folder.file(evaluation::run_files::kCalibration), calibrations);
  }
  evaluation::PredictionTable table{dataset.labels, {}};
  for (const auto& part : rows) table.rows.insert(table.rows.end(), part.begin(), part.end());
  return table;
}

evaluation::LearningCurves gather_curves(const RunFolder& folder, std::size_t seeds,
                                         std::size_t folds) {
  evaluation::LearningCurves all = to_learning_curves({}, {});
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (std::size_t fold = 0; fold < folds; ++fold) {
      const fs::path path = folder.curve(seed, fold);
      if (!fs::exists(path)) continue;
      const auto one = evaluation::read_learning_curves(path);
      if (one.figures != all.figures) {
        throw Error(ErrorCode::corrupt_data, path.string(), "columns of another version",
                    "must be those of this one; remove it to go on without");
      }
      all.epochs.insert(all.epochs.end(), one.epochs.begin(), one.epochs.end());
    }
  }
  return all;
}

}  // namespace emovox::training
