// emovox crossval MANIFEST -o RUN: trains a model for each fold and seed and predicts the speakers
// that the fold holds out.
#include "trainer/crossval.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "command/command.h"
#include "command/flags.h"
#include "corpus/folds_file.h"
#include "emovox/error.h"
#include "evaluation/human_listeners.h"
#include "evaluation/metrics_output.h"
#include "evaluation/run_calibration.h"
#include "report/run_report.h"
#include "report/write_report.h"
#include "trainer/inputs.h"
#include "trainer/verbs.h"
#include "training/fit.h"
#include "training/validation.h"

namespace emovox::trainer {
namespace {

std::string describe(const training::FoldProgress& at) {
  const std::string inner = at.inner > 0 ? " inside " + std::to_string(at.inner) : "";
  char text[160];
  std::snprintf(text, sizeof text, "seed %llu  fold %s%s  epoch %d/%d  loss %.4f  accuracy %.4f",
                static_cast<unsigned long long>(at.seed), at.fold->name.substr(0, 40).c_str(),
                inner.c_str(), at.epoch.epoch, at.epoch.epochs, at.epoch.loss, at.epoch.accuracy);
  return text;
}

training::CrossvalOptions options_of(const CrossvalCommand& command) {
  training::CrossvalOptions options;
  options.seeds = command.seeds;
  options.threads = thread_count(command.machine);
  options.jobs = command.jobs > 0 ? command.jobs : options.threads;
  options.device = command.machine.device;
  options.calibration = command.calibration;
  options.track = command.track;
  return options;
}

int run(const CrossvalCommand& command, const training::Recipe& recipe) {
  check(command, recipe);
  const CorpusInput corpus = read_corpus(command, recipe);
  const auto folds = folds_of(command, corpus.manifest);
  command::Progress line("crossval", command.seeds * folds.size() * trainings_of_a_fold(command) *
                                         static_cast<std::size_t>(recipe.training.epochs));
  std::size_t done = 0;
  CrossvalProgress progress(line, 1, done);
  const auto results = run_crossval(
      command, {corpus.manifest, corpus.dataset, folds, recipe, command.manifest, command.output},
      "", [&](const training::FoldProgress& at) { progress.update(at, ""); });
  line.clear();
  std::fputs(summary(results).c_str(), stdout);
  std::printf("written to %s: predictions.csv, metrics.json, report.html\n",
              command.output.c_str());
  return command::kSuccess;
}

}  // namespace

void CrossvalProgress::update(const training::FoldProgress& at, const std::string& name) {
  int& last = last_epoch_.try_emplace({at.seed, at.fold->name, at.inner}, 0).first->second;
  const auto fresh = static_cast<std::size_t>(at.epoch.epoch - last);
  last = at.epoch.epoch;
  done_ += fresh * steps_;
  if (fresh > 1) line_.start_at(done_ - steps_);  // an earlier run has finished the others
  line_.update(done_, at.finished ? "" : name + describe(at));
}

void check(const CrossvalCommand& command, const training::Recipe& recipe) {
  training::validate(recipe);
  training::check_patience(recipe.training, command.track == training::Track::best_epoch_on_test);
  training::check_device(command.machine.device);
  if (command.seeds < 1) {
    throw Error(ErrorCode::invalid_argument, "--seeds", "0", "must be at least 1");
  }
  if (command.group == corpus::FoldGroup::text && !command.folds.empty()) {
    throw Error(ErrorCode::invalid_argument, "--group", "text together with --folds",
                "must be left out; emovox corpus folds --group text writes such a file of folds");
  }
  if (!command.listeners.empty()) evaluation::read_human_listeners(command.listeners);
}

std::vector<corpus::Fold> folds_of(const CrossvalCommand& command,
                                   const corpus::Manifest& manifest) {
  std::vector<corpus::Fold> folds = command.folds.empty()
                                        ? corpus::leave_one_speaker_out(manifest)
                                        : corpus::read_folds(command.folds, manifest);
  if (command.group == corpus::FoldGroup::text) {
    folds = corpus::hold_texts_out(manifest, folds, command.text_groups, 0);
  }
  return folds;
}

CorpusInput read_corpus(const CrossvalCommand& command, const training::Recipe& recipe) {
  CorpusInput corpus = read_corpus(command.manifest, recipe, command.machine);
  if (command.track == training::Track::speaker_normalised) normalise_speakers(corpus.dataset);
  return corpus;
}

std::size_t trainings_of_a_fold(const CrossvalCommand& command) {
  return 1 + static_cast<std::size_t>(std::max(0, command.calibration.folds));
}

std::string summary(const training::CrossvalResults& results) {
  return evaluation::summary_text(results.metrics, results.track) +
         evaluation::calibration_text(results.calibration);
}

training::CrossvalResults run_crossval(
    const CrossvalCommand& command, const training::Experiment& experiment,
    const std::string& title, const std::function<void(const training::FoldProgress&)>& progress) {
  auto results = training::cross_validate(experiment, options_of(command), progress);
  report::write_run_report(
      experiment.folder,
      report::read_run_report(experiment.folder,
                              {experiment.corpus, command.listeners, &results.metrics}, title));
  return results;
}

void add_crossval_flags(CLI::App& verb, CrossvalCommand& command) {
  verb.add_option(
      "--folds", command.folds,
      "CSV file of folds, as emovox corpus folds writes it (default: leave one speaker out)");
  command::add_flag(
      verb, "--group", command.group,
      "What the test and training sets of a fold do not share: speakers, or with text sentences "
      "too");
  command::add_flag(
      verb, "--text-groups", command.text_groups,
      "With --group text: number of sentence groups; each is tested in a separate fold");
  command::add_flag(verb, "--seeds", command.seeds,
                    "Number of cross-validations, with the seeds 1, 2, …");
  command::add_flag(verb, "--jobs", command.jobs,
                    "Number of folds trained at the same time; 0: one for each thread");
  command::add_flag(verb, "--track", command.track, "What training may use of the test speakers");
  verb.add_option(
          "--listeners", command.listeners,
          "CSV file with the results of human listeners, for the report: file,recognised_percent")
      ->option_text("FILE");
  command::add_flags(verb, command.calibration, {.prefix = "calibration", .group = "Calibration"});
  add_machine_flags(verb, command.machine);
}

void add_crossval(CLI::App& app, training::Recipe& recipe, Action& action) {
  auto command = std::make_shared<CrossvalCommand>();
  CLI::App* verb = app.add_subcommand("crossval", "Cross-validate on held-out speakers");
  verb->add_option("MANIFEST", command->manifest,
                   "Manifest of the corpus: CSV with the columns file, speaker, emotion")
      ->required();
  verb->add_option("-o,--output", command->output,
                   "Run folder to write; an unfinished run in it is resumed")
      ->required();
  add_crossval_flags(*verb, *command);
  add_recipe_flags(*verb, recipe);
  verb->footer("Example: emovox crossval emodb.csv -o run --seeds 5");
  verb->callback([command, &recipe, &action] {
    action = [command, &recipe] { return run(*command, recipe); };
  });
}

}  // namespace emovox::trainer
