// One cross-validation into one run folder: what crossval does once and reproduce several times.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "command/progress.h"
#include "evaluation/metrics.h"
#include "trainer/corpus_in.h"
#include "trainer/recipe_flags.h"
#include "training/crossval.h"

namespace emovox::trainer {

struct CrossvalCommand {
  std::string manifest;
  std::string output;     // folder of the run
  std::string folds;      // a file; empty: leave one speaker out
  std::string listeners;  // CSV of human listeners for the report; empty: none
  std::size_t seeds = 1;
  std::size_t jobs = 0;
  MachineOptions machine;
};

/// Epochs of all folds as one count, however many an earlier, stopped run has left behind.
class CrossvalProgress {
 public:
  /// `steps` of the line are one epoch; `done` counts them, over several cross-validations.
  CrossvalProgress(command::Progress& line, std::size_t steps, std::size_t& done)
      : line_(line), steps_(steps), done_(done) {}

  /// `name` of the cross-validation stands before what is told of the fold; it may be empty.
  void update(const training::FoldProgress& at, const std::string& name);

 private:
  command::Progress& line_;
  std::size_t steps_;
  std::size_t& done_;
  std::map<std::pair<std::uint64_t, std::string>, int> last_epoch_;
};

/// --folds, --seeds, --jobs, --listeners and the machine's flags.
void add_crossval_flags(CLI::App& verb, CrossvalCommand& command);

/// What would otherwise be found out once the folder is made. Throws invalid_argument, not_found.
void check(const CrossvalCommand& command, const training::Recipe& recipe);

/// The folds that the command names. Throws as read_folds does.
std::vector<corpus::Fold> folds_of(const CrossvalCommand& command,
                                   const corpus::Manifest& manifest);

/// Trains, predicts and leaves predictions.csv, metrics.json, learning_curves.csv and the report in
/// the folder. `title` is the run's in its report; empty: chosen by the corpus.
evaluation::RunMetrics run_crossval(
    const CrossvalCommand& command, const training::Recipe& recipe, const CorpusIn& corpus,
    const std::string& title, const std::function<void(const training::FoldProgress&)>& progress);

}  // namespace emovox::trainer
