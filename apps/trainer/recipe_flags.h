// The flags of a recipe: --preset names a preset or TOML file, further flags change its fields.
#pragma once

#include <CLI/CLI.hpp>

#include "training/recipe.h"

namespace emovox::trainer {

/// The recipe named by `--preset` on the command line (a preset or a TOML file), or the default
/// preset. It is read before the other flags are parsed, because they and the help show its values
/// as defaults.
training::Recipe preset_on(int argc, const char* const* argv);

/// Adds --preset and a flag for every field of `recipe`, which must outlive the parsing.
void add_recipe_flags(CLI::App& app, training::Recipe& recipe);

}  // namespace emovox::trainer
