// emovox ensemble: combines models with the same network options into one model, whose
// probabilities are the mean of theirs.
#include "model/ensemble.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "model/verification.h"
#include "text/whole_file.h"

namespace emovox::cli {
namespace {

struct EnsembleFlags {
  std::vector<std::string> models;
  std::string output;
  std::string name;
  double temperature = 1.0;
  double abstain_below = 0.0;
};

/// Keeps the entries of `origin` that all members share, and lists all seeds.
void join_origins(const std::vector<model::ModelFile>& files, ModelInfo& joined) {
  std::string seeds;
  for (const model::ModelFile& file : files) {
    const auto seed = file.info.origin.find("seed");
    if (seed != file.info.origin.end()) seeds += (seeds.empty() ? "" : ", ") + seed->second;
    std::erase_if(joined.origin, [&](const auto& entry) {
      const auto found = file.info.origin.find(entry.first);
      return found == file.info.origin.end() || found->second != entry.second;
    });
  }
  std::erase_if(joined.origin, [](const auto& entry) { return entry.first.starts_with("loso_"); });
  if (!seeds.empty()) joined.origin["seed"] = seeds;
}

int ensemble(const EnsembleFlags& flags) {
  std::vector<model::ModelFile> files;
  for (const std::string& path : flags.models) files.push_back(model::read_model_file(path));
  ModelInfo info = files.front().info;
  join_origins(files, info);
  model::ModelFile joined = model::join_members(std::move(files));
  joined.info.origin = info.origin;
  joined.info.name =
      flags.name.empty() ? std::filesystem::path(flags.output).stem().string() : flags.name;
  joined.info.temperature = flags.temperature;
  joined.info.abstain_below = flags.abstain_below;
  model::record_signal(joined);
  text::write_file_atomically(flags.output, model::serialise(joined));
  auto output = command::Output::standard();
  output.write(flags.output + ": " + std::to_string(joined.info.members) + " members\n");
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_ensemble(CLI::App& app, Action& action) {
  auto flags = std::make_shared<EnsembleFlags>();
  CLI::App* verb = app.add_subcommand(
      "ensemble", "Combine models into one model that averages their probabilities");
  verb->add_option("MODEL", flags->models, "Model files with the same features, network and labels")
      ->required()
      ->option_text(" ");
  verb->add_option("-o,--output", flags->output, "Model file to write")
      ->required()
      ->option_text("FILE");
  verb->add_option("--name", flags->name, "Name of the model (default: the name of its file)");
  command::add_flag(*verb, "--temperature", flags->temperature,
                    "Temperature of the averaged probabilities: above 1 lowers the confidence, "
                    "below 1 raises it");
  command::add_flag(*verb, "--abstain-below", flags->abstain_below,
                    "Confidence below which predictions are marked uncertain");
  verb->footer(
      "Example: emovox ensemble seed-1.safetensors seed-2.safetensors -o both.safetensors");
  verb->callback([flags, &action] { action = [flags] { return ensemble(*flags); }; });
}

}  // namespace emovox::cli
