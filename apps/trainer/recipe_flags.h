// The flags that make a recipe: a preset or TOML file, then any of its fields.
#pragma once

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string>

#include "training/recipe.h"

namespace emovox::trainer {

/// The recipe that `--preset` names on the command line (a preset, or a TOML file), or the default
/// one. Read before the other flags are, so that they and the help start from its values.
training::Recipe preset_on(int argc, const char* const* argv);

/// --preset and a flag for every field of `recipe`, which must outlive the parsing.
void add_recipe_flags(CLI::App& app, training::Recipe& recipe);

/// What the two verbs do alike: where to compute, with how many threads, where features are kept.
struct MachineOptions {
  std::string device = "cpu";
  std::size_t threads = 0;  // 0: all that the machine has
  std::string cache;        // folder of features; empty: the user's
  bool no_cache = false;    // features are computed, and not kept
};

void add_machine_flags(CLI::App& app, MachineOptions& options);

}  // namespace emovox::trainer
