// The verbs of `emovox-train`, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "training/recipe.h"

namespace emovox::trainer {

using Action = std::function<int()>;

/// Each adds itself to the command line and, where it is the one called, leaves in `action` what is
/// to be done. `recipe` holds the preset's values and takes those of the flags.
void add_train(CLI::App& app, training::Recipe& recipe, Action& action);
void add_crossval(CLI::App& app, training::Recipe& recipe, Action& action);
void add_reproduce(CLI::App& app, training::Recipe& recipe, Action& action);

}  // namespace emovox::trainer
