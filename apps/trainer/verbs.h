// The verbs of `emovox-train`, one file each.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "training/recipe.h"

namespace emovox::trainer {

using Action = std::function<int()>;

/// Each function adds a verb to the command line. When that verb is called, it sets `action` to the
/// work to do. `recipe` holds the values of the preset and receives those of the flags.
void add_train(CLI::App& app, training::Recipe& recipe, Action& action);
void add_crossval(CLI::App& app, training::Recipe& recipe, Action& action);
void add_reproduce(CLI::App& app, training::Recipe& recipe, Action& action);

}  // namespace emovox::trainer
