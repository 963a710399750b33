// emovox train MANIFEST -o MODEL: trains one network, or an ensemble of networks with different
// seeds, on all utterances of a corpus.
#include "training/train.h"

#include <filesystem>
#include <memory>
#include <sstream>

#include "command/command.h"
#include "command/flags.h"
#include "command/progress.h"
#include "emovox/error.h"
#include "model/ensemble.h"
#include "text/join.h"
#include "text/number.h"
#include "text/whole_file.h"
#include "trainer/inputs.h"
#include "trainer/verbs.h"
#include "training/fit.h"
#include "training/model_record.h"
#include "training/validation.h"

namespace emovox::trainer {
namespace {

namespace fs = std::filesystem;

struct TrainCommand {
  std::string manifest;
  std::string output;
  std::string run;  // the cross-validation whose metrics go into the model file; empty: none
  std::string name;
  std::uint64_t seed = 1;
  std::size_t seeds = 1;
  double wanted_accuracy = 0.9;
  MachineOptions machine;
};

training::TrainOptions options_of(const TrainCommand& command) {
  training::TrainOptions options;
  options.output = command.output;
  options.seed = command.seed;
  options.seeds = command.seeds;
  options.device = command.machine.device;
  options.threads = thread_count(command.machine);
  return options;
}

std::string seeds_text(const training::TrainOptions& options) {
  return text::joined(options.all_seeds(), text::number_text<std::uint64_t>);
}

/// The model's name, description, origin and calibration.
ModelInfo describe(const TrainCommand& command, const CorpusInput& corpus,
                   const training::Recipe& recipe) {
  const training::TrainOptions options = options_of(command);
  ModelInfo info;
  info.name = command.name.empty() ? fs::path(command.output).stem().string() : command.name;
  info.description =
      (command.seeds > 1 ? std::to_string(command.seeds) + " DBL-MM networks" : "DBL-MM") +
      " trained on " + std::to_string(corpus.manifest.utterances.size()) + " utterances of " +
      std::to_string(corpus.manifest.speakers().size()) + " speakers";
  info.origin["corpus"] = fs::path(command.manifest).filename().string();
  info.origin["corpus_checksum"] = corpus.dataset.checksum;
  info.origin["seed"] = seeds_text(options);
  info.origin["training"] = training::to_line(recipe.training);
  if (command.run.empty()) return info;
  training::add_crossval_metrics(
      info, {command.run, corpus.dataset.checksum, options.all_seeds(), command.wanted_accuracy},
      recipe);
  return info;
}

/// Checks, before the training, everything that would otherwise fail after it.
void check(const TrainCommand& command, const training::Recipe& recipe) {
  training::validate(recipe);
  training::check_patience(recipe.training, false);
  training::check_device(command.machine.device);
  std::error_code ignored;  // writing the model reports a path that cannot be reached
  if (fs::is_directory(command.output, ignored)) {
    throw Error(ErrorCode::invalid_argument, command.output, "is a folder",
                "must be a file to write the model to");
  }
  if (command.seeds < 1 || command.seeds > static_cast<std::size_t>(model::kMostMembers)) {
    throw Error(ErrorCode::invalid_argument, "--seeds", std::to_string(command.seeds),
                "must be from 1 to " + std::to_string(model::kMostMembers));
  }
  if (!(command.wanted_accuracy >= 0.0 && command.wanted_accuracy <= 1.0)) {
    throw Error(ErrorCode::invalid_argument, "--wanted-accuracy",
                std::to_string(command.wanted_accuracy), "must be from 0 to 1");
  }
}

model::ModelFile train(const TrainCommand& command, const CorpusInput& corpus,
                       const training::Recipe& recipe) {
  command::Progress line("training",
                         command.seeds * static_cast<std::size_t>(recipe.training.epochs));
  bool first = true;
  return training::train_model(
      corpus.dataset, recipe, options_of(command), [&](const training::TrainProgress& at) {
        if (first) line.start_at(at.epochs_done - 1);  // earlier epochs are of an earlier run
        first = false;
        std::ostringstream note;
        if (command.seeds > 1) note << "seed " << at.seed << "  ";
        note << "loss " << at.epoch.loss << "  accuracy " << at.epoch.accuracy;
        line.update(at.epochs_done, note.str());
      });
}

int run(const TrainCommand& command, const training::Recipe& recipe) {
  check(command, recipe);
  const CorpusInput corpus = read_corpus(command.manifest, recipe, command.machine);
  ModelInfo info = describe(command, corpus, recipe);  // may throw, hence before the training
  model::ModelFile file = train(command, corpus, recipe);
  file.info.name = info.name;
  file.info.description = info.description;
  file.info.temperature = info.temperature;
  file.info.abstain_below = info.abstain_below;
  file.info.origin = info.origin;
  training::record_verification(file, corpus.manifest, thread_count(command.machine));
  text::write_file_atomically(command.output, model::serialise(file));
  training::remove_unfinished(options_of(command));
  return command::kSuccess;
}

}  // namespace

void add_train(CLI::App& app, training::Recipe& recipe, Action& action) {
  auto command = std::make_shared<TrainCommand>();
  CLI::App* verb = app.add_subcommand("train", "Train a model on a whole corpus");
  verb->add_option("MANIFEST", command->manifest,
                   "Manifest of the corpus: CSV with the columns file, speaker, emotion")
      ->required();
  verb->add_option("-o,--output", command->output, "Model file to write")->required();
  verb->add_option("--metrics,--figures", command->run,
                   "Run folder of a cross-validation of this corpus with this recipe. Its "
                   "metrics are stored in the model file, and its predictions calibrate the model")
      ->option_text("FOLDER");
  verb->add_option("--name", command->name, "Name of the model (default: the name of its file)");
  command::add_flag(*verb, "--seed", command->seed,
                    "Seed of the initial weights, the order of utterances and dropout");
  command::add_flag(
      *verb, "--seeds", command->seeds,
      "Number of networks in the model, with consecutive seeds from --seed; their posteriors "
      "are averaged");
  command::add_flag(
      *verb, "--wanted-accuracy", command->wanted_accuracy,
      "With --metrics: share of right predictions wanted among those above the confidence "
      "threshold; 0: no threshold");
  add_machine_flags(*verb, command->machine);
  add_recipe_flags(*verb, recipe);
  verb->footer(
      "Examples: emovox train emodb.csv -o emodb.safetensors\n"
      "          emovox train emodb.csv -o five.safetensors --seeds 5 --metrics run");
  verb->callback([command, &recipe, &action] {
    action = [command, &recipe] { return run(*command, recipe); };
  });
}

}  // namespace emovox::trainer
