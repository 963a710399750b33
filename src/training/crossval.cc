#include "training/crossval.h"

#include <algorithm>
#include <atomic>
#include <mutex>

#include "files/whole_file.h"
#include "kernels/threads.h"
#include "model/network.h"

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

model::ModelFile read_model(const fs::path& path) {
  const std::string bytes = files::read_file(path);
  return model::parse_model_file(std::as_bytes(std::span(bytes)), path.string());
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

}  // namespace

evaluation::PredictionTable cross_validate(
    const corpus::Manifest& manifest, const Dataset& dataset,
    const std::vector<corpus::Fold>& folds, const Recipe& recipe, const CrossvalOptions& options,
    const RunFolder& folder, const std::function<void(const FoldProgress&)>& progress) {
  corpus::check_speaker_disjoint(manifest, folds);
  const std::vector<FoldTask> tasks = list_tasks(folds, options.seeds);
  std::vector<std::vector<evaluation::PredictionRow>> rows(tasks.size());
  std::mutex progress_mutex;
  ThreadShares shares(options.threads);
  kernels::share_over_threads({tasks.size(), options.jobs}, [&](std::size_t n) {
    const FoldTask& task = tasks[n];
    const fs::path path = folder.model(task.seed, task.number);
    const auto report = [&](const EpochReport& epoch, bool finished) {
      const std::lock_guard lock(progress_mutex);
      if (progress) progress({task.seed, task.fold, epoch, finished});
    };
    if (fs::exists(path)) {
      report({recipe.training.epochs, recipe.training.epochs, 0.0, 0.0, {}}, true);
    } else {
      TrainingJob job = job_of(task, options, folder);
      const ThreadShares::Training training(shares);
      job.threads_now = [&] { return shares.share(); };
      job.on_epoch = [&](const EpochReport& epoch) { report(epoch, false); };
      files::write_file_atomically(path, model::serialise(fit(dataset, recipe, job)));
    }
    fs::remove(folder.checkpoint(task.seed, task.number));
    rows[n] = predict_fold(manifest, dataset, task, Network(read_model(path)));
  });
  evaluation::PredictionTable table{dataset.labels, {}};
  for (const auto& part : rows) table.rows.insert(table.rows.end(), part.begin(), part.end());
  return table;
}

}  // namespace emovox::training
