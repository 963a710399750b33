// emovox reproduce MANIFEST -o DIR: the paper's experiment on any corpus. Cross-validates DBL-MM
// and each of its two BiLSTMs alone with the same seeds, compares them, and prints the paper's
// results beside ours.
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <vector>

#include "command/command.h"
#include "command/progress.h"
#include "emovox/error.h"
#include "evaluation/metrics_output.h"
#include "evaluation/report_comparison.h"
#include "evaluation/run_results.h"
#include "report/run_report.h"
#include "report/write_report.h"
#include "text/whole_file.h"
#include "trainer/crossval.h"
#include "trainer/inputs.h"
#include "trainer/verbs.h"

namespace emovox::trainer {
namespace {

namespace fs = std::filesystem;
namespace run_files = evaluation::run_files;

/// A row of the paper's Table III.
struct System {
  const char* title;
  const char* folder;
  std::vector<FeatureSet> feature_sets;
};

/// The systems, in the order that reproduction_html() expects.
const std::array<System, 3>& systems() {
  static const std::array<System, 3> all{
      {{"DBL-MM", "dbl-mm", {FeatureSet::log_mel, FeatureSet::lld}},
       {"BiLSTM-1", "bilstm-1", {FeatureSet::log_mel}},
       {"BiLSTM-2", "bilstm-2", {FeatureSet::lld}}}};
  return all;
}

training::Recipe recipe_of(const System& system, training::Recipe recipe) {
  recipe.network.feature_sets = system.feature_sets;
  return recipe;
}

void check_all(const CrossvalCommand& command, const training::Recipe& recipe) {
  if (recipe.network.feature_sets != systems()[0].feature_sets) {
    throw Error(ErrorCode::invalid_argument, "--feature-sets", "is not log_mel,lld",
                "must be left out; reproduce sets the feature sets of each model");
  }
  for (const System& system : systems()) check(command, recipe_of(system, recipe));
}

/// Prints how many trainings an earlier run has finished.
void print_plan(const CrossvalCommand& command, std::size_t folds) {
  const std::size_t wanted = command.seeds * folds;
  for (const System& system : systems()) {
    std::size_t done = 0;
    for (std::uint64_t seed = 1; seed <= command.seeds; ++seed) {
      for (std::size_t fold = 0; fold < folds; ++fold) {
        const std::string model = run_files::training(seed, fold) + ".safetensors";
        done += text::file_exists(fs::path(command.output) / system.folder / model) ? 1 : 0;
      }
    }
    std::printf("%-9s %zu of %zu trainings done\n", system.title, done, wanted);
  }
  std::fflush(stdout);
}

/// The time of an epoch is about proportional to the number of feature sets.
std::size_t steps_of(const System& system) { return system.feature_sets.size(); }

void train_all(const CrossvalCommand& command, const training::Recipe& recipe,
               const CorpusInput& corpus, const std::vector<corpus::Fold>& folds) {
  std::size_t steps = 0;
  for (const System& system : systems()) steps += steps_of(system);
  command::Progress line("reproduce", steps * command.seeds * folds.size() *
                                          trainings_of_a_fold(command) *
                                          static_cast<std::size_t>(recipe.training.epochs));
  std::size_t done = 0;
  for (const System& system : systems()) {
    CrossvalProgress progress(line, steps_of(system), done);
    const std::string name = std::string(system.title) + "  ";
    const training::Recipe system_recipe = recipe_of(system, recipe);
    const auto results = run_crossval(
        command,
        {corpus.manifest, corpus.dataset, folds, system_recipe, command.manifest,
         fs::path(command.output) / system.folder},
        system.title, [&](const training::FoldProgress& at) { progress.update(at, name); });
    line.clear();
    std::printf("%s: %s", system.title, summary(results).c_str());
    std::fflush(stdout);
  }
}

void write_report(const CrossvalCommand& command) {
  std::vector<evaluation::RunReport> runs;
  for (const System& system : systems()) {
    runs.push_back(report::read_run_report(fs::path(command.output) / system.folder,
                                           {command.manifest, command.listeners}, system.title));
  }
  report::write_tables(fs::path(command.output) / run_files::kTables,
                       evaluation::reproduction_tables(runs));
  const fs::path page = fs::path(command.output) / run_files::kReport;
  report::write_page(page, evaluation::reproduction_html(runs));
  std::printf("written to %s\n", page.c_str());
}

int reproduce(const CrossvalCommand& command, const training::Recipe& recipe) {
  check_all(command, recipe);
  const CorpusInput corpus = read_corpus(command, recipe);
  const auto folds = folds_of(command, corpus.manifest);
  print_plan(command, folds.size());
  train_all(command, recipe, corpus, folds);
  write_report(command);
  return command::kSuccess;
}

}  // namespace

void add_reproduce(CLI::App& app, training::Recipe& recipe, Action& action) {
  auto command = std::make_shared<CrossvalCommand>();
  CLI::App* verb = app.add_subcommand(
      "reproduce",
      "Cross-validate the paper's systems DBL-MM, BiLSTM-1 and BiLSTM-2 and compare them");
  verb->add_option("MANIFEST", command->manifest,
                   "Manifest of the corpus: CSV with the columns file, speaker, emotion")
      ->required();
  verb->add_option("-o,--output", command->output,
                   "Folder for the three runs and the report; unfinished runs in it are resumed")
      ->required();
  add_crossval_flags(*verb, *command);
  add_recipe_flags(*verb, recipe);
  verb->footer("Example: emovox reproduce emodb.csv -o paper --seeds 5");
  verb->callback([command, &recipe, &action] {
    action = [command, &recipe] { return reproduce(*command, recipe); };
  });
}

}  // namespace emovox::trainer
