// emovox train MANIFEST -o MODEL: one model, trained on every utterance of a corpus; or several,
// which differ by their seeds, as the members of one file.
#include <filesystem>
#include <memory>
#include <numeric>
#include <sstream>

#include "command/command.h"
#include "command/flags.h"
#include "command/progress.h"
#include "emovox/error.h"
#include "model/ensemble.h"
#include "text/whole_file.h"
#include "trainer/corpus_in.h"
#include "trainer/figures.h"
#include "trainer/recipe_flags.h"
#include "trainer/recorded_numbers.h"
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
  std::size_t seeds = 1;
  double wanted_accuracy = 0.9;
  MachineOptions machine;
};

std::vector<std::uint64_t> seeds_of(const TrainCommand& command) {
  std::vector<std::uint64_t> seeds(command.seeds);
  std::iota(seeds.begin(), seeds.end(), command.seed);
  return seeds;
}

std::string seeds_text(const TrainCommand& command) {
  std::string text;
  for (const std::uint64_t seed : seeds_of(command)) {
    text += (text.empty() ? "" : ", ") + std::to_string(seed);
  }
  return text;
}

void describe(ModelInfo& info, const TrainCommand& command, const CorpusIn& corpus,
              const training::Recipe& recipe) {
  info.name = command.name.empty() ? fs::path(command.output).stem().string() : command.name;
  info.description =
      (command.seeds > 1 ? std::to_string(command.seeds) + " DBL-MM networks" : "DBL-MM") +
      " trained on " + std::to_string(corpus.manifest.utterances.size()) + " utterances of " +
      std::to_string(corpus.manifest.speakers().size()) + " speakers";
  info.origin["corpus"] = fs::path(command.manifest).filename().string();
  info.origin["corpus_checksum"] = corpus.checksum;
  info.origin["seed"] = seeds_text(command);
  info.origin["training"] = training::to_line(recipe.training);
  if (command.run.empty()) return;
  add_figures(info, {command.run, corpus.checksum, seeds_of(command), command.wanted_accuracy},
              recipe);
}

/// What would otherwise be found out after hours of training.
void check(const TrainCommand& command, const training::Recipe& recipe) {
  training::validate(recipe);
  training::check_device(command.machine.device);
  if (fs::is_directory(command.output)) {
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

/// Trains one member after another; those of an ensemble wait beside the output for the last.
class Members {
 public:
  Members(const TrainCommand& command, const CorpusIn& corpus, const training::Recipe& recipe)
      : command_(command),
        corpus_(corpus),
        recipe_(recipe),
        progress_("training", command.seeds * static_cast<std::size_t>(recipe.training.epochs)) {}

  model::ModelFile train() {
    if (command_.seeds == 1) return fit(command_.seed);
    std::vector<model::ModelFile> members;
    for (const std::uint64_t seed : seeds_of(command_)) {
      const fs::path place = beside(seed, ".member");
      if (fs::exists(place)) {
        found_ += static_cast<std::size_t>(recipe_.training.epochs);
      } else {
        text::write_file_atomically(place, model::serialise(fit(seed)));
      }
      members.push_back(model::read_model_file(place));
      check_own(place, members.back(), seed);
      behind_ += static_cast<std::size_t>(recipe_.training.epochs);
    }
    return model::join_members(std::move(members));
  }

  /// What is of no use once the model is written.
  void remove() const {
    for (const std::uint64_t seed : seeds_of(command_)) {
      fs::remove(state(seed));
      fs::remove(beside(seed, ".member"));
    }
  }

 private:
  fs::path beside(std::uint64_t seed, const char* extension) const {
    return command_.output + ".seed-" + std::to_string(seed) + extension;
  }

  fs::path state(std::uint64_t seed) const {
    return command_.seeds == 1 ? fs::path(command_.output + ".state") : beside(seed, ".state");
  }

  std::map<std::string, std::string> origin(std::uint64_t seed) const {
    return {{"corpus_checksum", corpus_.checksum},
            {"seed", std::to_string(seed)},
            {"device", command_.machine.device},
            {"training", training::to_line(recipe_.training)}};
  }

  /// A member that an earlier, stopped command left must be what this one would train.
  void check_own(const fs::path& place, const model::ModelFile& member, std::uint64_t seed) const {
    if (member.info.origin == origin(seed) && member.info.network == recipe_.network &&
        member.info.features == recipe_.features) {
      return;
    }
    throw Error(ErrorCode::invalid_argument, place.string(), "the member of another training",
                "give another output, or remove it");
  }

  model::ModelFile fit(std::uint64_t seed) {
    training::TrainingJob job;
    job.utterances.resize(corpus_.dataset.features.size());
    std::iota(job.utterances.begin(), job.utterances.end(), std::size_t{0});
    job.seed = seed;
    job.name = "seed " + std::to_string(seed);
    job.checkpoint = state(seed);
    job.identity = corpus_.checksum;
    job.device = command_.machine.device;
    job.threads = thread_count(command_.machine);
    bool first = true;
    job.on_epoch = [&](const training::EpochReport& epoch) {
      if (first && behind_ == found_) {  // nothing has been trained before this one
        progress_.start_at(behind_ + static_cast<std::size_t>(epoch.epoch - 1));
      }
      first = false;
      std::ostringstream note;
      if (command_.seeds > 1) note << job.name << "  ";
      note << "loss " << epoch.loss << "  accuracy " << epoch.accuracy;
      progress_.update(behind_ + static_cast<std::size_t>(epoch.epoch), note.str());
    };
    model::ModelFile file = training::fit(corpus_.dataset, recipe_, job);
    file.info.origin = origin(seed);
    return file;
  }

  const TrainCommand& command_;
  const CorpusIn& corpus_;
  const training::Recipe& recipe_;
  command::Progress progress_;
  std::size_t behind_ = 0;  // epochs of members that are done
  std::size_t found_ = 0;   // epochs that an earlier, stopped command had done
};

int run(const TrainCommand& command, const training::Recipe& recipe) {
  check(command, recipe);
  const CorpusIn corpus = read_corpus(command.manifest, recipe, command.machine);
  ModelInfo told;  // before the training, which a wrong run would otherwise waste
  describe(told, command, corpus, recipe);
  Members members(command, corpus, recipe);
  model::ModelFile file = members.train();
  file.info.name = told.name;
  file.info.description = told.description;
  file.info.temperature = told.temperature;
  file.info.abstain_below = told.abstain_below;
  file.info.origin = told.origin;
  record_numbers(file, corpus.manifest, thread_count(command.machine));
  text::write_file_atomically(command.output, model::serialise(file));
  members.remove();
  return command::kSuccess;
}

}  // namespace

void add_train(CLI::App& app, training::Recipe& recipe, Action& action) {
  auto command = std::make_shared<TrainCommand>();
  CLI::App* verb = app.add_subcommand("train", "Train a model on all of a corpus");
  verb->add_option("MANIFEST", command->manifest, "CSV: file,speaker,emotion")->required();
  verb->add_option("-o,--output", command->output, "Model file to write")->required();
  verb->add_option("--figures", command->run,
                   "Cross-validation of this corpus with this recipe: its figures, and a "
                   "temperature and threshold from its predictions");
  verb->add_option("--name", command->name, "The model's name (default: that of its file)");
  command::add_flag(*verb, "--seed", command->seed, "Of weights, order and dropout");
  command::add_flag(*verb, "--seeds", command->seeds,
                    "Networks in the file, from --seed on, whose answers are averaged");
  command::add_flag(*verb, "--wanted-accuracy", command->wanted_accuracy,
                    "With --figures: share of right answers above the threshold of certainty, 0 "
                    "for no threshold");
  add_machine_flags(*verb, command->machine);
  add_recipe_flags(*verb, recipe);
  verb->footer(
      "Examples: emovox train emodb.csv -o emodb.safetensors\n"
      "          emovox train emodb.csv -o five.safetensors --seeds 5 --figures run");
  verb->callback([command, &recipe, &action] {
    action = [command, &recipe] { return run(*command, recipe); };
  });
}

}  // namespace emovox::trainer
