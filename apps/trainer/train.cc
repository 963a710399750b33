// emovox train MANIFEST -o MODEL: one model, trained on every utterance of a corpus.
#include <filesystem>
#include <memory>
#include <numeric>
#include <sstream>

#include "command/command.h"
#include "command/flags.h"
#include "command/progress.h"
#include "emovox/error.h"
#include "evaluation/predictions.h"
#include "files/whole_file.h"
#include "model/model_file.h"
#include "trainer/corpus_in.h"
#include "trainer/recipe_flags.h"
#include "trainer/verbs.h"
#include "training/fit.h"

namespace emovox::trainer {
namespace {

namespace fs = std::filesystem;

struct TrainCommand {
  std::string manifest;
  std::string output;
  std::string run;  // a cross-validation whose figures the model is to carry
  std::string name;
  std::uint64_t seed = 1;
  MachineOptions machine;
};

std::string percent(const evaluation::Spread& spread) {
  std::ostringstream text;
  text.precision(2);
  text << std::fixed << 100.0 * spread.mean << " ± " << 100.0 * spread.std;
  return text.str();
}

/// What a cross-validation with the same recipe measured, for the model's card.
void add_figures(std::map<std::string, std::string>& origin, const fs::path& run,
                 const training::Recipe& recipe) {
  if (!(training::load_recipe(run / "config.toml") == recipe)) {
    throw Error(ErrorCode::invalid_argument, run.string(), "holds a run of another recipe",
                "must be a cross-validation with the recipe of this training");
  }
  const auto table = evaluation::read_predictions(run / "predictions.csv");
  const evaluation::RunMetrics metrics = evaluation::compute_metrics(table);
  origin["loso_seeds"] = std::to_string(metrics.seeds.size());
  origin["loso_wa_mean_folds"] = percent(metrics.wa_mean_folds);
  origin["loso_ua_mean_folds"] = percent(metrics.ua_mean_folds);
  origin["loso_wa_pooled"] = percent(metrics.wa_pooled);
  origin["loso_ua_pooled"] = percent(metrics.ua_pooled);
}

void describe_origin(ModelInfo& info, const TrainCommand& command, const CorpusIn& corpus,
                     const training::Recipe& recipe) {
  info.description = "DBL-MM trained on " + std::to_string(corpus.manifest.utterances.size()) +
                     " utterances of " + std::to_string(corpus.manifest.speakers().size()) +
                     " speakers";
  info.origin["corpus"] = fs::path(command.manifest).filename().string();
  info.origin["corpus_checksum"] = corpus.checksum;
  info.origin["seed"] = std::to_string(command.seed);
  info.origin["training"] = training::to_line(recipe.training);
  if (!command.run.empty()) add_figures(info.origin, command.run, recipe);
}

/// What would otherwise be found out after hours of training.
void check(const TrainCommand& command, const training::Recipe& recipe) {
  training::validate(recipe);
  training::check_device(command.machine.device);
  if (fs::is_directory(command.output)) {
    throw Error(ErrorCode::invalid_argument, command.output, "is a folder",
                "must be a file to write the model to");
  }
}

int run(const TrainCommand& command, const training::Recipe& recipe) {
  check(command, recipe);
  const CorpusIn corpus = read_corpus(command.manifest, recipe, command.machine);
  ModelInfo origin;
  describe_origin(origin, command, corpus, recipe);
  training::TrainingJob job;
  job.utterances.resize(corpus.dataset.features.size());
  std::iota(job.utterances.begin(), job.utterances.end(), std::size_t{0});
  job.seed = command.seed;
  job.name = command.name.empty() ? fs::path(command.output).stem().string() : command.name;
  job.checkpoint = command.output + ".state";
  job.identity = corpus.checksum;
  job.device = command.machine.device;
  job.threads = thread_count(command.machine);
  command::Progress progress("training", static_cast<std::size_t>(recipe.training.epochs));
  bool first = true;
  job.on_epoch = [&](const training::EpochReport& epoch) {
    if (first) progress.start_at(static_cast<std::size_t>(epoch.epoch - 1));
    first = false;
    std::ostringstream note;
    note << "loss " << epoch.loss << "  accuracy " << epoch.accuracy;
    progress.update(static_cast<std::size_t>(epoch.epoch), note.str());
  };
  model::ModelFile file = training::fit(corpus.dataset, recipe, job);
  file.info.description = origin.description;
  file.info.origin = origin.origin;
  files::write_file_atomically(command.output, model::serialise(file));
  fs::remove(job.checkpoint);
  return command::kSuccess;
}

}  // namespace

void add_train(CLI::App& app, training::Recipe& recipe, Action& action) {
  auto command = std::make_shared<TrainCommand>();
  CLI::App* verb = app.add_subcommand("train", "Train a model on all of a corpus");
  verb->add_option("MANIFEST", command->manifest, "CSV: file,speaker,emotion")->required();
  verb->add_option("-o,--output", command->output, "Model file to write")->required();
  verb->add_option("--figures", command->run, "Cross-validation whose figures the model carries");
  verb->add_option("--name", command->name, "The model's name (default: that of its file)");
  command::add_flag(*verb, "--seed", command->seed, "Of weights, order and dropout");
  add_machine_flags(*verb, command->machine);
  add_recipe_flags(*verb, recipe);
  verb->footer("Example: emovox train emodb.csv -o emodb.safetensors");
  verb->callback([command, &recipe, &action] {
    action = [command, &recipe] { return run(*command, recipe); };
  });
}

}  // namespace emovox::trainer
