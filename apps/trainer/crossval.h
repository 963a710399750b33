// One cross-validation into one run folder: what crossval does once and reproduce several times.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "command/progress.h"
#include "corpus/leaks.h"
#include "evaluation/metrics.h"
#include "evaluation/run_calibration.h"
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
  corpus::FoldGroup group = corpus::FoldGroup::speaker;
  std::size_t text_groups = corpus::kTextGroups;
  training::CalibrationPlan calibration;
  training::Track track = training::Track::speaker_independent;
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
  std::map<std::tuple<std::uint64_t, std::string, std::size_t>, int> last_epoch_;
};

/// Trainings of one fold: its model's, and those inside it that calibrate it.
std::size_t trainings_of_a_fold(const CrossvalCommand& command);

/// The corpus as the command's track wants it. Throws as the other read_corpus does.
CorpusIn read_corpus(const CrossvalCommand& command, const training::Recipe& recipe);

/// --folds, --group, --seeds, --jobs, --track, --listeners, those of calibration and the machine's.
void add_crossval_flags(CLI::App& verb, CrossvalCommand& command);

/// What would otherwise be found out once the folder is made. Throws invalid_argument, not_found.
void check(const CrossvalCommand& command, const training::Recipe& recipe);

/// The folds that the command names. Throws as read_folds and hold_texts_out do.
std::vector<corpus::Fold> folds_of(const CrossvalCommand& command,
                                   const corpus::Manifest& manifest);

struct CrossvalResults {
  std::string track;  // what was seen of the test speakers, and whether of their sentences
  evaluation::RunMetrics metrics;
  std::vector<evaluation::SeedCalibration> calibration;

  /// For a terminal.
  std::string summary() const;
};

/// Trains, predicts and leaves predictions.csv, metrics.json, learning_curves.csv and the report in
/// the folder. Throws before it makes the folder where the folds share audio, or cannot be
/// calibrated. `title` is the run's in its report; empty: chosen by the corpus.
CrossvalResults run_crossval(const CrossvalCommand& command, const training::Recipe& recipe,
                             const CorpusIn& corpus, const std::string& title,
                             const std::function<void(const training::FoldProgress&)>& progress);

}  // namespace emovox::trainer
