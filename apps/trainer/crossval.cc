// emovox crossval MANIFEST -o RUN: a model a fold and seed, and what they make of unseen speakers.
#include "training/crossval.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>

#include "command/command.h"
#include "command/flags.h"
#include "command/progress.h"
#include "corpus/published.h"
#include "emovox/error.h"
#include "evaluation/metrics_json.h"
#include "evaluation/predictions.h"
#include "evaluation/report.h"
#include "files/whole_file.h"
#include "trainer/corpus_in.h"
#include "trainer/recipe_flags.h"
#include "trainer/verbs.h"

namespace emovox::trainer {
namespace {

struct CrossvalCommand {
  std::string manifest;
  std::string output;
  std::string folds;  // a file; empty: leave one speaker out
  std::size_t seeds = 1;
  std::size_t jobs = 0;
  training::Track track = training::Track::speaker_independent;
  MachineOptions machine;
};

std::string describe(const training::FoldProgress& at) {
  char text[160];
  std::snprintf(text, sizeof text, "seed %llu  fold %s  epoch %d/%d  loss %.4f  accuracy %.4f",
                static_cast<unsigned long long>(at.seed), at.fold->name.substr(0, 40).c_str(),
                at.epoch.epoch, at.epoch.epochs, at.epoch.loss, at.epoch.accuracy);
  return text;
}

/// Epochs of all folds as one count, however many an earlier, stopped run has left behind.
class CrossvalProgress {
 public:
  CrossvalProgress(std::size_t trainings, int epochs)
      : line_("crossval", trainings * static_cast<std::size_t>(epochs)) {}

  void update(const training::FoldProgress& at) {
    int& last = last_epoch_.try_emplace({at.seed, at.fold->name}, 0).first->second;
    const auto fresh = static_cast<std::size_t>(at.epoch.epoch - last);
    last = at.epoch.epoch;
    done_ += fresh;
    if (fresh > 1) line_.start_at(done_ - 1);  // found done, not done now
    line_.update(done_, at.finished ? "" : describe(at));
  }

  void clear() { line_.clear(); }

 private:
  command::Progress line_;
  std::map<std::pair<std::uint64_t, std::string>, int> last_epoch_;
  std::size_t done_ = 0;
};

void print_summary(const evaluation::RunMetrics& metrics, const std::string& track,
                   const std::string& folder) {
  const auto row = [](const char* name, const evaluation::Spread& wa,
                      const evaluation::Spread& ua) {
    std::printf("%-16s WA %6.2f ± %5.2f   UA %6.2f ± %5.2f\n", name, 100 * wa.mean, 100 * wa.std,
                100 * ua.mean, 100 * ua.std);
  };
  std::printf("%s, %zu seed(s), %% (mean ± std over seeds)\n", track.c_str(),
              metrics.seeds.size());
  row("mean over folds", metrics.wa_mean_folds, metrics.ua_mean_folds);
  row("pooled", metrics.wa_pooled, metrics.ua_pooled);
  std::printf("written to %s: predictions.csv, metrics.json, report.html\n", folder.c_str());
}

void write_results(const training::RunFolder& folder, const evaluation::PredictionTable& table,
                   const evaluation::RunMetrics& metrics, const std::string& track,
                   const corpus::Manifest& manifest) {
  evaluation::write_predictions(folder.file("predictions.csv"), table);
  files::write_file_atomically(folder.file("metrics.json"),
                               evaluation::metrics_json(metrics, track));
  evaluation::RunDescription description;
  description.track = track;
  description.config = files::read_file(folder.file("config.toml"));
  if (const auto* published = corpus::recognise(manifest)) description.corpus = published->format;
  files::write_file_atomically(folder.file("report.html"),
                               evaluation::report_html(table, metrics, description));
}

/// What would otherwise be found out once the folder is made.
void check(const CrossvalCommand& command, const training::Recipe& recipe) {
  training::validate(recipe);
  training::check_device(command.machine.device);
  if (command.seeds < 1) {
    throw Error(ErrorCode::invalid_argument, "--seeds", "0", "must be at least 1");
  }
}

int run(const CrossvalCommand& command, const training::Recipe& recipe) {
  check(command, recipe);
  training::CrossvalOptions options;
  options.seeds = command.seeds;
  options.threads = thread_count(command.machine);
  options.jobs = command.jobs > 0 ? command.jobs : options.threads;
  options.device = command.machine.device;
  options.track = command.track;
  CorpusIn corpus = read_corpus(command.manifest, recipe, command.machine);
  if (command.track == training::Track::speaker_normalised) normalise_speakers(corpus.dataset);
  const auto folds = command.folds.empty() ? corpus::leave_one_speaker_out(corpus.manifest)
                                           : corpus::read_folds(command.folds, corpus.manifest);
  const training::RunFolder folder(command.output,
                                   {recipe, command.manifest, corpus.checksum, options.device, command.track},
                                   corpus.manifest, folds);
  CrossvalProgress progress(options.seeds * folds.size(), recipe.training.epochs);
  const auto table =
      training::cross_validate(corpus.manifest, corpus.dataset, folds, recipe, options, folder,
                               [&](const training::FoldProgress& at) { progress.update(at); });
  progress.clear();
  const evaluation::RunMetrics metrics = evaluation::compute_metrics(table);
  const std::string track(to_name(command.track));
  write_results(folder, table, metrics, track, corpus.manifest);
  print_summary(metrics, track, command.output);
  return command::kSuccess;
}

}  // namespace

void add_crossval(CLI::App& app, training::Recipe& recipe, Action& action) {
  auto command = std::make_shared<CrossvalCommand>();
  CLI::App* verb = app.add_subcommand("crossval", "Cross-validate, leaving speakers out");
  verb->add_option("MANIFEST", command->manifest, "CSV: file,speaker,emotion")->required();
  verb->add_option("-o,--output", command->output, "Folder of the run; resumed where it exists")
      ->required();
  verb->add_option("--folds", command->folds, "CSV of folds (default: leave one speaker out)");
  command::add_flag(*verb, "--seeds", command->seeds, "Whole cross-validations, seeds 1, 2, …");
  command::add_flag(*verb, "--jobs", command->jobs, "Folds side by side, 0 for one a thread");
  command::add_flag(*verb, "--track", command->track, "What may be seen of the test speakers");
  add_machine_flags(*verb, command->machine);
  add_recipe_flags(*verb, recipe);
  verb->footer("Example: emovox crossval emodb.csv -o run --seeds 5");
  verb->callback([command, &recipe, &action] {
    action = [command, &recipe] { return run(*command, recipe); };
  });
}

}  // namespace emovox::trainer
