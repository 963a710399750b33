// The inputs of a training and their flags: recipe, device and threads, corpus.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>

#include "corpus/manifest.h"
#include "training/dataset.h"
#include "training/recipe.h"

namespace emovox::trainer {

/// The flags of all verbs besides the recipe.
struct MachineOptions {
  std::string device = "cpu";
  std::size_t threads = 0;  // 0: one for each core
  std::string cache;        // folder of the feature cache; empty: the default folder of the user
  bool no_cache = false;    // computes features and stores none
};

/// Adds --device, --threads, --cache and --no-cache.
void add_machine_flags(CLI::App& app, MachineOptions& options);

/// The number of threads by --threads.
std::size_t thread_count(const MachineOptions& machine);

struct CorpusInput {
  corpus::Manifest manifest;
  training::Dataset dataset;
};

/// Throws the errors of read_manifest, check_trainable and load_dataset. Warns on standard error if
/// features could not be stored in the cache.
CorpusInput read_corpus(const std::string& manifest, const training::Recipe& recipe,
                        const MachineOptions& machine);

// --- The recipe ----------------------------------------------------------------------------------

/// The recipe named by `--preset` on the command line (a preset or a TOML file), or the default
/// preset. It is read before the other flags are parsed, because they and the help show its values
/// as defaults.
training::Recipe preset_on(int argc, const char* const* argv);

/// Adds --preset and a flag for every field of `recipe`, which must outlive the parsing.
void add_recipe_flags(CLI::App& app, training::Recipe& recipe);

}  // namespace emovox::trainer
