// emovox crossval MANIFEST -o RUN: a model a fold and seed, and what they make of unseen speakers.
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
#include "evaluation/learning_curves.h"
#include "evaluation/metrics_output.h"
#include "evaluation/predictions.h"
#include "evaluation/run_files.h"
#include "report/run_report.h"
#include "report/write_report.h"
#include "text/whole_file.h"
#include "trainer/verbs.h"

namespace emovox::trainer {
namespace {

namespace run_files = evaluation::run_files;

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

void write_results(const training::RunFolder& folder, const evaluation::PredictionTable& table,
                   const CrossvalResults& results, const evaluation::LearningCurves& curves) {
  evaluation::write_predictions(folder.file(run_files::kPredictions), table);
  text::write_file_atomically(
      folder.file(run_files::kMetrics),
      evaluation::metrics_json(results.metrics, results.track, results.calibration));
  text::write_file_atomically(folder.file(run_files::kCurves),
                              evaluation::learning_curves_csv(curves));
}

int run(const CrossvalCommand& command, const training::Recipe& recipe) {
  check(command, recipe);
  const CorpusIn corpus = read_corpus(command, recipe);
  const std::size_t folds = folds_of(command, corpus.manifest).size();
  command::Progress line("crossval", command.seeds * folds * trainings_of_a_fold(command) *
                                         static_cast<std::size_t>(recipe.training.epochs));
  std::size_t done = 0;
  CrossvalProgress progress(line, 1, done);
  const auto results =
      run_crossval(command, recipe, corpus, "",
                   [&](const training::FoldProgress& at) { progress.update(at, ""); });
  line.clear();
  std::fputs(results.summary().c_str(), stdout);
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
  if (fresh > 1) line_.start_at(done_ - steps_);  // found done, not done now
  line_.update(done_, at.finished ? "" : name + describe(at));
}

void check(const CrossvalCommand& command, const training::Recipe& recipe) {
  training::validate(recipe);
  training::check_device(command.machine.device);
  if (command.seeds < 1) {
    throw Error(ErrorCode::invalid_argument, "--seeds", "0", "must be at least 1");
  }
  if (command.group == corpus::FoldGroup::text && !command.folds.empty()) {
    throw Error(ErrorCode::invalid_argument, "--group", "text beside --folds",
                "must be left to emovox corpus folds --group text, which writes them so");
  }
  if (!command.listeners.empty()) evaluation::read_listeners(command.listeners);
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

CorpusIn read_corpus(const CrossvalCommand& command, const training::Recipe& recipe) {
  CorpusIn corpus = read_corpus(command.manifest, recipe, command.machine);
  if (command.track == training::Track::speaker_normalised) normalise_speakers(corpus.dataset);
  return corpus;
}

std::size_t trainings_of_a_fold(const CrossvalCommand& command) {
  return 1 + static_cast<std::size_t>(std::max(0, command.calibration.folds));
}

std::string CrossvalResults::summary() const {
  return evaluation::summary_text(metrics, track) + evaluation::calibration_text(calibration);
}

namespace {

/// Figures of folds that hold sentences out, too, are never compared with others unnamed.
std::string track_of(training::Track track, const std::vector<corpus::Fold>& folds) {
  const bool texts = !folds.empty() && folds.front().texts_held_out;
  return std::string(to_name(track)) + (texts ? ", sentences held out" : "");
}

std::vector<evaluation::SeedCalibration> calibration_of(const training::RunFolder& folder,
                                                        const training::CalibrationPlan& plan,
                                                        const evaluation::PredictionTable& table) {
  if (plan.folds == 0) return evaluation::seed_calibrations(table, {});
  return evaluation::seed_calibrations(
      table, evaluation::read_calibrations(folder.file(run_files::kCalibration)));
}

}  // namespace

CrossvalResults run_crossval(const CrossvalCommand& command, const training::Recipe& recipe,
                             const CorpusIn& corpus, const std::string& title,
                             const std::function<void(const training::FoldProgress&)>& progress) {
  const training::CrossvalOptions options = options_of(command);
  const auto folds = folds_of(command, corpus.manifest);
  training::check_plan(options.calibration, corpus.manifest, folds);
  corpus::check_audio_disjoint(corpus.manifest, folds, corpus::hash_utterances(corpus.manifest));
  const training::RunFolder folder(command.output,
                                   {recipe, command.manifest, corpus.checksum, options.device,
                                    options.calibration, command.track},
                                   corpus.manifest, folds);
  const auto table = training::cross_validate(corpus.manifest, corpus.dataset, folds, recipe,
                                              options, folder, progress);
  CrossvalResults results{track_of(command.track, folds), evaluation::compute_metrics(table),
                          calibration_of(folder, options.calibration, table)};
  write_results(folder, table, results,
                training::gather_curves(folder, options.seeds, folds.size()));
  report::write_run_report(
      folder.path(),
      report::read_run_report(folder.path(), {command.manifest, command.listeners}, title));
  return results;
}

void add_crossval_flags(CLI::App& verb, CrossvalCommand& command) {
  verb.add_option("--folds", command.folds, "CSV of folds (default: leave one speaker out)");
  command::add_flag(verb, "--group", command.group,
                    "What test and training of a fold never share; text: sentences neither");
  command::add_flag(verb, "--text-groups", command.text_groups,
                    "With --group text: groups of sentences, each tested apart");
  command::add_flag(verb, "--seeds", command.seeds, "Whole cross-validations, seeds 1, 2, …");
  command::add_flag(verb, "--jobs", command.jobs, "Folds side by side, 0 for one a thread");
  command::add_flag(verb, "--track", command.track, "What may be seen of the test speakers");
  verb.add_option("--listeners", command.listeners,
                  "CSV of human listeners for the report: file,recognised_percent")
      ->option_text("FILE");
  command::add_flags(verb, command.calibration, {.prefix = "calibration", .group = "Calibration"});
  add_machine_flags(verb, command.machine);
}

void add_crossval(CLI::App& app, training::Recipe& recipe, Action& action) {
  auto command = std::make_shared<CrossvalCommand>();
  CLI::App* verb = app.add_subcommand("crossval", "Cross-validate, leaving speakers out");
  verb->add_option("MANIFEST", command->manifest, "CSV: file,speaker,emotion")->required();
  verb->add_option("-o,--output", command->output, "Folder of the run; resumed where it exists")
      ->required();
  add_crossval_flags(*verb, *command);
  add_recipe_flags(*verb, recipe);
  verb->footer("Example: emovox crossval emodb.csv -o run --seeds 5");
  verb->callback([command, &recipe, &action] {
    action = [command, &recipe] { return run(*command, recipe); };
  });
}

}  // namespace emovox::trainer
