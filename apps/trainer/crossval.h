// One cross-validation into one run folder: crossval runs one, reproduce several.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "command/progress.h"
#include "corpus/leaks.h"
#include "trainer/inputs.h"
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

/// Shows the epochs of all folds as one count, including those of earlier runs.
class CrossvalProgress {
 public:
  /// One epoch counts as `steps` steps of the line; `done` counts steps over several
  /// cross-validations.
  CrossvalProgress(command::Progress& line, std::size_t steps, std::size_t& done)
      : line_(line), steps_(steps), done_(done) {}

  /// `name`: of the cross-validation, shown before the fold; may be empty.
  void update(const training::FoldProgress& at, const std::string& name);

 private:
  command::Progress& line_;
  std::size_t steps_;
  std::size_t& done_;
  std::map<std::tuple<std::uint64_t, std::string, std::size_t>, int> last_epoch_;
};

/// Number of trainings of one fold: its model and the inner folds that calibrate it.
std::size_t trainings_of_a_fold(const CrossvalCommand& command);

/// Reads the corpus and, for the speaker-normalised track, normalises it by speaker. Throws the
/// errors of the other read_corpus.
CorpusInput read_corpus(const CrossvalCommand& command, const training::Recipe& recipe);

/// Adds --folds, --group, --text-groups, --seeds, --jobs, --track, --listeners, the flags of the
/// calibration and those of the machine.
void add_crossval_flags(CLI::App& verb, CrossvalCommand& command);

/// Checks, before the corpus is read, everything that can be checked. Throws invalid_argument,
/// not_found, corrupt_data.
void check(const CrossvalCommand& command, const training::Recipe& recipe);

/// The folds of the command. Throws the errors of read_folds and hold_texts_out.
std::vector<corpus::Fold> folds_of(const CrossvalCommand& command,
                                   const corpus::Manifest& manifest);

/// The results as lines for a terminal.
std::string summary(const training::CrossvalResults& results);

/// Cross-validates and writes the report into the run folder. `title`: title of the report;
/// empty: chosen by the corpus. Throws the errors of cross_validate().
training::CrossvalResults run_crossval(
    const CrossvalCommand& command, const training::Experiment& experiment,
    const std::string& title, const std::function<void(const training::FoldProgress&)>& progress);

}  // namespace emovox::trainer
