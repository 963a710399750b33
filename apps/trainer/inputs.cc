#include "trainer/inputs.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <thread>

#include "command/flags.h"
#include "command/progress.h"
#include "text/whole_file.h"

namespace emovox::trainer {
namespace {

namespace fs = std::filesystem;

/// The user's folder for cached data (XDG base directories): $XDG_CACHE_HOME, else ~/.cache; empty
/// where neither is set.
fs::path user_cache() {
  const auto folder_in = [](const char* variable) {
    const char* value = std::getenv(variable);
    const fs::path folder = value ? value : "";
    return folder.is_absolute() ? folder : fs::path();
  };
  if (const fs::path cache = folder_in("XDG_CACHE_HOME"); !cache.empty()) return cache;
  const fs::path home = folder_in("HOME");
  return home.empty() ? fs::path() : home / ".cache";
}

fs::path cache_folder(const MachineOptions& machine) {
  if (machine.no_cache) return {};
  if (!machine.cache.empty()) return machine.cache;
  const fs::path cache = user_cache();
  return cache.empty() ? cache : cache / "emovox" / "features";
}

}  // namespace

void add_machine_flags(CLI::App& app, MachineOptions& options) {
  command::add_flag(app, "--device", options.device, "Device that trains: cpu or cuda");
  command::add_flag(app, "--threads", options.threads, "Number of threads; 0: one for each core");
  auto* cache =
      app.add_option("--cache", options.cache,
                     "Folder in which computed features are stored for the next run (default: "
                     "emovox/features in $XDG_CACHE_HOME or ~/.cache)");
  cache->option_text("FOLDER");
  app.add_flag("--no-cache", options.no_cache, "Compute all features again and store none")
      ->excludes(cache);
}

std::size_t thread_count(const MachineOptions& machine) {
  return machine.threads > 0 ? machine.threads : std::max(1u, std::thread::hardware_concurrency());
}

CorpusInput read_corpus(const std::string& manifest, const training::Recipe& recipe,
                        const MachineOptions& machine) {
  CorpusInput corpus;
  corpus.manifest = corpus::read_manifest(manifest);
  corpus::check_trainable(corpus.manifest, manifest);
  training::FeatureCache cache(cache_folder(machine), recipe.features, recipe.network.feature_sets);
  {
    command::Progress progress("features", corpus.manifest.utterances.size());
    corpus.dataset = training::load_dataset(corpus.manifest, recipe, cache, thread_count(machine),
                                            [&](std::size_t done) { progress.update(done); });
  }
  if (const std::string obstacle = cache.obstacle(); !obstacle.empty()) {
    std::cerr << "emovox: features are not kept: " << obstacle << "\n";
  }
  return corpus;
}

// --- The recipe ----------------------------------------------------------------------------------

namespace {

constexpr std::string_view kFlag = "--preset";
constexpr const char* kDefaultPreset = "compact";

std::string preset_name_on(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == kFlag && i + 1 < argc) return argv[i + 1];
    if (word.starts_with(kFlag) && word.substr(kFlag.size()).starts_with("=")) {
      return std::string(word.substr(kFlag.size() + 1));
    }
  }
  return kDefaultPreset;
}

}  // namespace

training::Recipe preset_on(int argc, const char* const* argv) {
  const std::string name = preset_name_on(argc, argv);
  const auto names = training::preset_names();
  const bool is_built_in = std::find(names.begin(), names.end(), name) != names.end();
  const bool is_file = !is_built_in && (name.ends_with(".toml") || text::file_exists(name));
  return is_file ? training::load_recipe(name) : training::load_preset(name);
}

void add_recipe_flags(CLI::App& app, training::Recipe& recipe) {
  std::string names;
  for (const std::string& name : training::preset_names()) names += name + ", ";
  app.add_option_function<std::string>(
         std::string(kFlag), [](const std::string&) {},  // preset_on has read it
         "Recipe to start from: " + names + "or a TOML file (default " + kDefaultPreset + ")")
      ->option_text("NAME|FILE");
  command::add_flags(app, recipe.network, {.prefix = "", .group = "Network"});
  command::add_flags(app, recipe.training, {.prefix = "", .group = "Training"});
  command::add_flags(app, recipe.features, {.prefix = "features", .group = "Features"});
}

}  // namespace emovox::trainer
